// Loaded before a server, with --expose-gc: at SIGUSR2 it collects all garbage and says on stdout what is left, as a line of JSON.

process.on('SIGUSR2', () => {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('start with --expose-gc');
  // What the first collection lets go of may hold something else.
  for (let i = 0; i < 3; i += 1) gc();
  const { heapUsed, external } = process.memoryUsage();
  console.log(JSON.stringify({ heapAndExternalBytes: heapUsed + external }));
});

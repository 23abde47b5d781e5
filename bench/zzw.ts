import { benchWs } from './ws.ts';

console.log(
  JSON.stringify(
    await benchWs({ players: Number(process.argv[2] ?? 300), pairs: Number(process.argv[3] ?? 1) }),
    null,
    1,
  ),
);

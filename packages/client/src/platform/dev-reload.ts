// Development only: reloads the page when the server hands out another build of it.

const INTERVAL_MS = 700;

export function reloadOnRebuild(): void {
  let known: string | undefined;
  setInterval(async () => {
    const page = await fetch(new URL('../', import.meta.url), { cache: 'no-store' })
      .then((answer) => (answer.ok ? answer.text() : undefined))
      .catch(() => undefined);
    if (page === undefined) return;
    known ??= page;
    if (page !== known) location.reload();
  }, INTERVAL_MS);
}

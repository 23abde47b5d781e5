// What a server says at /api/status, for tests that ask again and again.

import { setTimeout as pause } from 'node:timers/promises';

/** Asks the server at `url`. A test that has to wait for long asks more often than one address may: it then waits for its next turn. */
export async function askStatus<T>(url: string): Promise<T> {
  for (;;) {
    const answer = await fetch(`${url}/api/status`);
    if (answer.status !== 429) return (await answer.json()) as T;
    await answer.body?.cancel();
    await pause(1000);
  }
}

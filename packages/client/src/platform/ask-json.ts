// A question to a server of the game, with a bound on the patience.

const PATIENCE_MS = 2000;

/** Somebody answers, but not with JSON: a proxy's own page, say. */
class AnswerFault extends Error {
  override readonly name = 'AnswerFault';
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status} without JSON`);
    this.status = status;
  }
}

/** The JSON at a URL, asked for with these headers. Rejects when there is no answer in time; with an AnswerFault for one that is not JSON. */
export async function askJson(url: string, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new AnswerFault(answer.status);
  }
}

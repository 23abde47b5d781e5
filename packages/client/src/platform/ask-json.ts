// A question to a server of the game, with a bound on the patience.

const PATIENCE_MS = 2000;

/** The JSON at a URL, asked for with a token if there is one. Rejects when there is no answer in time, or none that can be read. */
export async function askJson(url: string, identityToken?: string): Promise<unknown> {
  const headers: Record<string, string> =
    identityToken === undefined ? {} : { authorization: `Bearer ${identityToken}` };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  return answer.json();
}

// What the doctor found: one line each, with its remedy where something is wrong.

export interface Finding {
  /** `wrong` keeps players out or loses what they have; `doubtful` may, some day. */
  readonly state: 'well' | 'doubtful' | 'wrong';
  readonly about:
    | 'options'
    | 'files'
    | 'data'
    | 'disk'
    | 'port'
    | 'descriptors'
    | 'threads'
    | 'clock'
    | 'redis'
    | 'addresses'
    | 'proxy';
  readonly text: string;
  /** What to do; none where all is well. */
  readonly remedy?: string;
}

export type About = Finding['about'];

export const well = (about: About, text: string): Finding => ({ state: 'well', about, text });
export const doubtful = (about: About, text: string, remedy: string): Finding => ({
  state: 'doubtful',
  about,
  text,
  remedy,
});
export const wrong = (about: About, text: string, remedy: string): Finding => ({ state: 'wrong', about, text, remedy });

/** A fault as the server tells it has the remedy in it, behind the last colon or semicolon. */
export function wrongAsTold(about: About, fault: string): Finding {
  return wrong(about, ...parted(fault));
}

export function doubtfulAsTold(about: About, concern: string): Finding {
  return doubtful(about, ...parted(concern));
}

function parted(line: string): [text: string, remedy: string] {
  const at = Math.max(line.lastIndexOf(': '), line.lastIndexOf('; '));
  return at < 0 ? [line, 'see docs/hosting.md'] : [line.slice(0, at), line.slice(at + 2)];
}

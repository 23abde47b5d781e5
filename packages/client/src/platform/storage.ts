// What the page remembers in this browser. Private windows and locked-down browsers throw: then it simply forgets.

export interface Memory {
  read(key: string): string | undefined;
  write(key: string, value: string): void;
}

/** A memory over `localStorage` or `sessionStorage`, reached through `open` because the mere access may throw. */
export function browserMemory(open: () => Storage): Memory {
  return {
    read(key) {
      try {
        return open().getItem(`starfray.${key}`) ?? undefined;
      } catch {
        return undefined;
      }
    },
    write(key, value) {
      try {
        open().setItem(`starfray.${key}`, value);
      } catch {
        // Full or forbidden: the game does not depend on it.
      }
    },
  };
}

// What the page remembers in this browser. Private windows and locked-down browsers throw: then it simply forgets.

export interface Memory {
  read(key: string): string | undefined;
  write(key: string, value: string): void;
}

/**
 * A memory over `localStorage` or `sessionStorage`, reached through `open` because the mere access may throw. `scope` keeps it apart from
 * those of other games on the same host, and of the same game below another path.
 */
export function browserMemory(open: () => Storage, scope: string): Memory {
  const prefix = `${scope}.`;
  return {
    read(key) {
      try {
        return open().getItem(`${prefix}${key}`) ?? undefined;
      } catch {
        return undefined;
      }
    },
    write(key, value) {
      try {
        open().setItem(`${prefix}${key}`, value);
      } catch {
        // Full or forbidden: the game does not depend on it.
      }
    },
  };
}

/** The part of `history` that is used. */
export interface EntryHistory {
  readonly state: unknown;
  replaceState(state: unknown, unused: string): void;
}

/**
 * The memory of a tab, through a reload: `sessionStorage`, or where site data is blocked the state of the history's entry, which a browser
 * keeps for a page all the same.
 */
export function tabMemory(open: () => Storage, scope: string, history: EntryHistory): Memory {
  return isUsable(open) ? browserMemory(open, scope) : entryMemory(history, scope);
}

function isUsable(open: () => Storage): boolean {
  try {
    open().getItem('probe');
    return true;
  } catch {
    return false;
  }
}

function entryMemory(history: EntryHistory, scope: string): Memory {
  const values = (): Readonly<Record<string, unknown>> => {
    const { state } = history;
    const kept: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, scope) : undefined;
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  };
  return {
    read: (key) => {
      const value = values()[key];
      return typeof value === 'string' ? value : undefined;
    },
    write: (key, value) => {
      if (values()[key] === value) return;
      try {
        history.replaceState({ [scope]: { ...values(), [key]: value } }, '');
      } catch {
        // Browsers take only so many a minute: the game does not depend on it.
      }
    },
  };
}

// The part of a page that comes first: its menu, and what the game behind it is lent by it.

import type { Action } from '../input/actions.ts';
import type { Bindings } from '../input/bindings.ts';
import type { Smoothing } from '../net/smoothing.ts';
import type { Memory } from '../platform/storage.ts';
import type { Preferences } from '../settings/preferences.ts';
import type { SettingsHost } from '../settings/settings-host.ts';
import type { Announcer } from '../ui/announcer.ts';
import type { Menu, PlayRequest } from '../ui/menu.ts';

export interface Shell {
  readonly actions: readonly Action[];
  readonly bindings: Bindings;
  /** Where the page's server is. */
  readonly root: URL;
  /** Part of the names of what is stored. */
  readonly scope: string;
  /** What this browser remembers. */
  readonly lasting: Memory;
  readonly isTouchFirst: boolean;
  readonly menu: Menu;
  readonly preferences: Preferences;
  readonly settings: SettingsHost;
  readonly announcer: Announcer;
}

/** The game behind the menu, as the menu calls it. */
export interface OpenedGame {
  play(request: PlayRequest): void;
  setSmoothing(smoothing: Smoothing): void;
}

// What a game gives for its page: modules, styles and words. All else is the engine's.

import type { GameIdentity } from '@starfray/shared/contract';

/** Paths are absolute, or start at the folder of the build. */
export interface PageSource {
  /** Title and sentence of the page, what its players are called, and how what it stores is named. */
  readonly identity: Pick<GameIdentity, 'title' | 'about' | 'playerName' | 'keyPrefix'>;
  /** The module that calls `startPage`. */
  readonly script: string;
  /** The module that exports `createPicture`, which the game's module imports dynamically. */
  readonly renderer: string;
  /** By default the styles of the engine alone. A game's own begin with `@import "@starfray/client/style.css"`. */
  readonly style?: string;
  /** An SVG file. */
  readonly icon?: string;
  /** For search engines and links; by default the identity's sentence. */
  readonly description?: string;
  /** Below the title in the menu; by default the identity's sentence. */
  readonly tagline?: string;
  /** Markup in place of the title above the menu. It is not escaped. */
  readonly logo?: string;
}

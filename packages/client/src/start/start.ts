// The start of any game's page: the menu, which can be used at once, and then the game behind it. This is all that the first script holds, so
// whatever a game is made of, the menu does not wait for it.

import type { Action } from '../input/actions.ts';
import { Bindings } from '../input/bindings.ts';
import { helpLine } from '../input/control-names.ts';
import { rootOf, storageScope } from '../platform/page-root.ts';
import { baggageOf } from '../platform/renewal.ts';
import { browserMemory } from '../platform/storage.ts';
import { hasCoarsePointer } from '../platform/visibility.ts';
import { applyToPage } from '../settings/apply.ts';
import { Preferences } from '../settings/preferences.ts';
import { SettingsHost } from '../settings/settings-host.ts';
import { Announcer } from '../ui/announcer.ts';
import { byId } from '../ui/dom.ts';
import { Menu, type PlayRequest } from '../ui/menu.ts';
import type { OpenedGame, Shell } from './shell.ts';

export interface PageStart {
  /** What a player can do, and by which control. */
  readonly actions: readonly Action[];
  /** Fetches the module of the game itself, which calls `openGame`. */
  importGame(): Promise<{ open(shell: Shell): OpenedGame }>;
}

/** Shows the menu, and the game behind it. Called once, when the page has loaded. */
export function startPage({ actions, importGame }: PageStart): void {
  // Wherever a proxy shows the game, its scripts lie in `assets/` below.
  const root = rootOf(import.meta.url);
  const scope = `${keyPrefix()}${storageScope(root)}`;
  const lasting = browserMemory(() => localStorage, scope);
  const isTouchFirst = hasCoarsePointer(window);
  const bindings = new Bindings(actions);
  const preferences = new Preferences(lasting);
  bindings.change(preferences.values.controls);
  preferences.watch((values) => applyToPage(document.documentElement, values));
  const settings = new SettingsHost(preferences, bindings);
  byId('settings').addEventListener('click', () => void settings.open());
  let game: OpenedGame | undefined;
  /** Play was pressed before the game was there. */
  let asked: PlayRequest | undefined;

  // A page of before, at another address, may have sent the name along.
  const sentName = baggageOf(location.hash)?.name;
  if (sentName !== undefined) lasting.write('name', sentName);
  const announcer = new Announcer();
  const shell = { actions, bindings, root, scope, lasting, isTouchFirst, preferences, settings, announcer };
  const menu = new Menu({
    memory: lasting,
    helpLines: actions
      .filter((action) => !('isShownInPlay' in action))
      .map((action) => [action.label, helpLine(action, bindings, isTouchFirst ? 'touch' : 'keys')]),
    isTouch: isTouchFirst,
    onPlay,
    onSmoothing: (smoothing) => game?.setSmoothing(smoothing),
  });
  importGame().then(
    ({ open }) => {
      menu.say('');
      game = open({ ...shell, menu });
      if (asked !== undefined) game.play(asked);
    },
    // The page itself says so too, by and by: its first frame does not come.
    () => menu.say('The game did not arrive. Load the page again.', true),
  );

  function onPlay(request: PlayRequest): void {
    if (game === undefined) menu.say('Loading the game …');
    asked = game === undefined ? request : undefined;
    game?.play(request);
  }
}

// Of the game's identity. The build writes it beside the script, so that the first script need not hold the rules.
function keyPrefix(): string {
  return document.querySelector<HTMLScriptElement>('script[data-keys]')?.dataset['keys'] ?? '';
}

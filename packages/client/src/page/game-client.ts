// What a game brings to the page: its rules, its picture, and what it makes of a frame.

import type { Game, RowPlace, World } from '@starfray/shared/contract';
import type { Score } from '../audio/music.ts';
import type { Sounds, Speaker } from '../audio/speaker.ts';
import type { Hands } from '../input/controls.ts';
import type { PageDevices } from '../input/devices.ts';
import type { DrawnEvent, NetClient } from '../net/index.ts';
import type { Memory } from '../platform/storage.ts';
import type { Announcer } from '../ui/announcer.ts';
import type { NetGraph } from '../ui/net-graph.ts';
import type { PictureState } from '../view/picture-keeper.ts';
import type { Renderer, Screen } from './screen.ts';

export interface GameClient<W extends World, A, F> {
  readonly game: Game<W, A>;
  /** Fetches the sounds, `press` among them. */
  importSounds(): Promise<Sounds<'press'>>;
  /** Fetches the music; left out by games without. */
  importScore?(): Promise<Score>;
  /** Fetches what draws; `address` is another address of it, where the usual one failed. */
  importRenderer(address?: string): Promise<Renderer<F>>;
  createView(tools: PageTools<F>): GameView<NetClient<W, A>>;
}

/** What the page lends to its game. */
export interface PageTools<F> {
  readonly speaker: Speaker<string>;
  readonly devices: PageDevices;
  readonly screen: Screen<F>;
  readonly hud: HudOptions;
  /** Shows a line about the person in the menu; an empty one is none. */
  readonly tellOfPerson: (line: string) => void;
  /** Says what changed to those who do not see it, and shows short notices. */
  readonly announcer: Announcer;
  /** What this browser remembers of the person, over visits. */
  readonly memory: Memory;
}

export interface HudOptions {
  readonly isMuted: boolean;
  readonly onMute: () => void;
  readonly onLeave: () => void;
  readonly onSettings: () => void;
  /** A spectator wants to play again. */
  readonly onPlay: () => void;
  readonly inviteLink: () => string;
}

export interface Moment {
  readonly nowMs: number;
  /** Since the last frame. */
  readonly seconds: number;
  readonly isTouch: boolean;
  /** What the player has in hand: how help is to name the controls. */
  readonly hands: Hands;
}

/** A game on the page. The page calls it for every frame, with the connection of now. */
export interface GameView<C> {
  readonly hud: {
    setVisible(isVisible: boolean): void;
    showMuted(isMuted: boolean): void;
    /** The graph behind F3. */
    openGraph(): Promise<NetGraph>;
  };
  /** A tap anywhere counts as a press now. */
  readonly tapsAnywhere: boolean;
  /** The controls of now, for the next tick. */
  controls(client: C): RowPlace;
  tell(event: DrawnEvent, client: C, nowMs: number): void;
  /** Draws a frame and brings HUD and sounds up to it. */
  show(client: C, moment: Moment): void;
  /** Another world follows: nothing of this one may remain. */
  clear(): void;
  /** What is on the screen, in plain data. */
  report(client: C, picture: PictureState): object;
}

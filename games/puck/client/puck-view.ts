// Puck on the page: what it makes of a frame, and which controls it sends.

import {
  type DrawnEvent,
  type GameView,
  type MatchState,
  type Moment,
  type NetClient,
  type PageTools,
  type PictureState,
  readMatch,
} from '@starfray/client/page';
import type { RowPlace } from '@starfray/shared/contract';
import {
  type DiscRow,
  disc,
  goal,
  input,
  type PuckRow,
  type PuckWorld,
  pilot,
  puck,
  puckGame,
  type Rink,
} from '../rules/index.ts';
import { PuckHud } from './puck-hud.ts';
import { isPortrait, type RinkFrame, turned, turnOf } from './rink-frame.ts';
import type { SoundName } from './sounds.ts';

type Client = NetClient<PuckWorld, Rink>;

const DISC_KIND = puckGame.entities.indexOf(disc);
const PUCK_KIND = puckGame.entities.indexOf(puck);
/** Changes of the puck's speed, in position units a tick, that are heard as a tap and as a kick. */
const TAP = 300;
const KICK = 1500;

export class PuckView implements GameView<Client> {
  readonly hud: PuckHud;
  readonly tapsAnywhere = false;
  private readonly tools: PageTools<RinkFrame>;
  private readonly row = input.view();
  private goals: number[] = [];
  private lastPuck: { key: number; vx: number; vy: number } | undefined;
  private lastPhase = '';
  private wasBoosting = false;

  constructor(tools: PageTools<RinkFrame>) {
    this.tools = tools;
    this.hud = new PuckHud(tools.hud);
  }

  controls(client: Client): RowPlace {
    const { controls } = this.tools.devices;
    controls.read(0, 0);
    this.row.thrust = turned(controls.value('thrust'), turnOf(this.teamOf(client), this.tools.screen.size));
    this.row.boost = controls.value('boost');
    this.row.kick = controls.value('kick');
    return this.row;
  }

  tell(event: DrawnEvent, client: Client, nowMs: number): void {
    if (event.kind !== goal) return;
    const { team, player } = goal.view(event.row.ints, event.row.base);
    this.goals.push(team);
    this.play('goal');
    this.hud.announce(team, client.players.get(player)?.name, nowMs);
  }

  show(client: Client, moment: Moment): void {
    const frame = this.frameOf(client);
    if (frame !== undefined) this.tools.screen.draw(frame, moment);
    this.goals = [];
    const match = readMatch(puckGame, client.arena, client.held);
    this.listen(client, match);
    const energy = client.own === undefined ? undefined : pilot.view(client.own.own.ints, client.own.own.base).energy;
    this.hud.update(client, match, energy, moment.nowMs);
  }

  clear(): void {
    this.lastPuck = undefined;
    this.lastPhase = '';
  }

  report(client: Client, picture: PictureState): object {
    const discs = this.discsOf(client).map(({ row, isOwn }) => ({
      name: client.players.get(row.player)?.name ?? '',
      team: row.team,
      isOwn,
      x: row.x / 256,
      y: row.y / 256,
    }));
    const seen = this.puckOf(client)?.row;
    return {
      status: client.status,
      stats: client.stats,
      match: readMatch(puckGame, client.arena, client.held),
      picture,
      discs,
      own: discs.find(({ isOwn }) => isOwn),
      puck: seen === undefined ? undefined : { x: seen.x / 256, y: seen.y / 256 },
    };
  }

  private frameOf(client: Client): RinkFrame | undefined {
    const { arena } = client;
    if (arena === undefined) return undefined;
    const size = this.tools.screen.size;
    return {
      rink: arena,
      turn: turnOf(this.teamOf(client), size),
      isPortrait: isPortrait(size),
      discs: this.discsOf(client).map(({ key, row, isOwn }) => ({
        key,
        row,
        isOwn,
        name: client.players.get(row.player)?.name ?? '',
      })),
      puck: this.puckOf(client),
      goals: this.goals,
    };
  }

  private discsOf(client: Client): { key: number; row: DiscRow; isOwn: boolean }[] {
    return client.drawn
      .filter(({ kind }) => kind === DISC_KIND)
      .map(({ key, row, isOwn }) => ({ key, row: disc.view(row.ints, row.base), isOwn }));
  }

  private puckOf(client: Client): { key: number; row: PuckRow } | undefined {
    const found = client.drawn.find(({ kind }) => kind === PUCK_KIND);
    return found === undefined ? undefined : { key: found.key, row: puck.view(found.row.ints, found.row.base) };
  }

  private teamOf({ own }: Client): number {
    return own === undefined ? 1 : disc.view(own.body.ints, own.body.base).team;
  }

  // What is seen is heard: a puck that suddenly goes another way, whatever did it.
  private listen(client: Client, match: MatchState | undefined): void {
    const seen = this.puckOf(client);
    const last = this.lastPuck;
    if (seen !== undefined && last?.key === seen.key) {
      const change = Math.hypot(seen.row.vx - last.vx, seen.row.vy - last.vy);
      if (change > KICK) this.play('kick');
      else if (change > TAP) this.play('tap', change / KICK);
    }
    this.lastPuck = seen === undefined ? undefined : { key: seen.key, vx: seen.row.vx, vy: seen.row.vy };
    const phase = match?.phase ?? '';
    if (phase !== this.lastPhase && this.lastPhase !== '') this.play('whistle');
    this.lastPhase = phase;
    const isBoosting = client.own !== undefined && disc.view(client.own.body.ints, client.own.body.base).boosting === 1;
    if (isBoosting && !this.wasBoosting) this.play('boost');
    this.wasBoosting = isBoosting;
  }

  private play(name: SoundName, volume = 1): void {
    this.tools.speaker.play(name, { volume, pan: 0 });
  }
}

// The page of a signed-in admin: asks once a second, shows the answers, and carries out what is pressed.

import { byId, byIdOf, element, setHidden, setText } from '../ui/dom.ts';
import type { AdminApi, Answer } from './admin-api.ts';
import { faultText } from './answer-words.ts';
import { AuditPanel } from './audit-panel.ts';
import { BanPanel } from './ban-panel.ts';
import { LiveMap } from './live-map.ts';
import { Modal } from './modal.ts';
import type { Overview } from './overview.ts';
import { filtered, keyOf, type PlayerLine } from './player-lines.ts';
import { banQuestion, kickQuestion } from './player-questions.ts';
import { PlayerTable } from './player-table.ts';
import { Poller } from './poller.ts';
import { Rates } from './rates.ts';
import { RoomPanel } from './room-panel.ts';
import { ServerPanel } from './server-panel.ts';
import { TickGraph } from './tick-graph.ts';
import { TickHistory } from './tick-history.ts';
import { timeOfDay } from './words.ts';

/** Bans and audit log are read again after each deed, and so often besides: there may be other admins. */
const LISTS_MS = 10_000;

const DRAIN_WORDS = [
  'This server takes nobody new from now on, and stops.',
  'In a cluster its players are moved to other nodes and play on. Alone, everybody is out until it is started again.',
  'It cannot be called off.',
];

export interface DashboardOptions {
  readonly api: AdminApi;
  /** The token is not taken any more. */
  readonly onTurnedAway: (fault: string) => void;
}

export class Dashboard {
  private readonly api: AdminApi;
  private readonly onTurnedAway: DashboardOptions['onTurnedAway'];
  private readonly root = byId('dashboard');
  private readonly pulse = byId('pulse');
  private readonly modal = new Modal();
  private readonly filter = byIdOf('filter', HTMLInputElement);
  private readonly allRooms = byIdOf('all-rooms', HTMLInputElement);
  private readonly server = new ServerPanel(byId('server'));
  private readonly rooms = new RoomPanel(byId('rooms'), (room) => this.selectRoom(room));
  private readonly players = new PlayerTable(byId('players'), {
    onSelect: (key) => this.selectPlayer(key),
    onKick: (line) => this.modal.ask(kickQuestion(line, this.api, (text) => this.done(text))),
    onBan: (line) => this.modal.ask(banQuestion(line, this.api, (text) => this.done(text))),
  });
  private readonly map = new LiveMap(byId('map'), (key) => this.selectPlayer(key));
  private readonly graph = new TickGraph(byId('ticks'));
  private readonly audit = new AuditPanel(byId('audit'));
  private readonly bans: BanPanel;
  private readonly poller: Poller;
  private readonly rates = new Rates();
  private readonly history = new TickHistory();
  private overview: Overview | undefined;
  private lines: readonly PlayerLine[] = [];
  private selectedRoom: string | undefined;
  private selectedPlayer: string | undefined;
  private answeredAtMs = Date.now();
  private listsDueMs = 0;

  constructor({ api, onTurnedAway }: DashboardOptions) {
    this.api = api;
    this.onTurnedAway = onTurnedAway;
    this.bans = new BanPanel(byId('bans'), api, (text) => this.done(text));
    this.poller = new Poller({
      ask: () => this.ask(),
      schedule: (run, delayMs) => {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      now: () => performance.now(),
    });
    this.filter.addEventListener('input', () => this.showPlayers());
    this.allRooms.addEventListener('change', () => this.showPlayers());
    window.addEventListener('resize', () => this.draw());
    onSubmit('ban-form', () => this.bans.submit());
    onSubmit('announce-form', () => this.announce());
    byId('drain').addEventListener('click', () => this.askToDrain());
  }

  open(): void {
    setHidden(this.root, false);
    this.listsDueMs = 0;
    this.poller.start();
  }

  close(): void {
    this.poller.stop();
    this.modal.close();
    setHidden(this.root, true);
  }

  private async ask(): Promise<boolean> {
    const overview = await this.take(this.api.overview(), (value) => this.show(value));
    const isTime = performance.now() >= this.listsDueMs;
    if (!overview || !isTime) return overview;
    this.listsDueMs = performance.now() + LISTS_MS;
    const bans = await this.take(this.api.bans(), (value) => this.bans.show(value, Date.now()));
    return bans && (await this.take(this.api.audit(), (value) => this.audit.show(value)));
  }

  private async take<T>(asked: Promise<Answer<T>>, show: (value: T) => void): Promise<boolean> {
    const answer = await asked;
    if (this.root.hidden) return false;
    if (answer.kind === 'ok') {
      this.answeredAtMs = Date.now();
      show(answer.value);
    }
    this.showPulse(answer);
    if (answer.kind === 'turned away') this.onTurnedAway(faultText(answer));
    return answer.kind === 'ok';
  }

  private showPulse(answer: Answer<unknown>): void {
    const isLive = answer.kind === 'ok';
    const since = timeOfDay(this.answeredAtMs);
    setText(this.pulse, isLive ? 'Live' : `${faultText(answer)} What is shown is of ${since}; it is asked again.`);
    this.pulse.classList.toggle('is-bad', !isLive);
  }

  private show(overview: Overview): void {
    const nowMs = performance.now();
    this.overview = overview;
    this.lines = overview.rooms.flatMap((room) =>
      room.players.map((player) => ({
        ...player,
        room: room.id,
        bytesPerSecond: this.rates.perSecond(`bytes ${player.playerId} ${room.id}`, player.bytes, nowMs),
      })),
    );
    if (!overview.rooms.some(({ id }) => id === this.selectedRoom)) this.selectedRoom = overview.rooms[0]?.id;
    this.history.add(overview.rooms, nowMs);
    this.server.show(overview, Date.now());
    this.rooms.show(overview.rooms, this.selectedRoom, this.rates, nowMs);
    this.rates.endLook();
    setHidden(this.allRooms.parentElement ?? this.allRooms, overview.rooms.length < 2);
    this.showPlayers();
    this.draw();
  }

  private showPlayers(): void {
    const isAll = this.allRooms.checked && (this.overview?.rooms.length ?? 0) > 1;
    const here = isAll ? this.lines : this.linesOfRoom();
    const shown = filtered(here, this.filter.value);
    setText(
      byId('player-count'),
      shown.length === here.length ? `${here.length}` : `${shown.length} of ${here.length}`,
    );
    this.players.show(shown, this.selectedPlayer, isAll);
  }

  private draw(): void {
    setText(byId('map-room'), this.selectedRoom ?? '');
    setText(byId('ticks-room'), this.selectedRoom ?? '');
    this.map.show(this.linesOfRoom(), this.selectedPlayer);
    this.graph.draw(this.history.of(this.selectedRoom ?? ''), performance.now());
  }

  private linesOfRoom(): readonly PlayerLine[] {
    return this.lines.filter(({ room }) => room === this.selectedRoom);
  }

  private selectRoom(room: string): void {
    this.selectedRoom = room;
    this.showAgain();
  }

  // The selected player is shown on the map, so the room is that player's.
  private selectPlayer(key: string): void {
    this.selectedPlayer = key === this.selectedPlayer ? undefined : key;
    const line = this.lines.find((one) => keyOf(one) === this.selectedPlayer);
    this.selectedRoom = line?.room ?? this.selectedRoom;
    this.showAgain();
  }

  private showAgain(): void {
    this.rooms.select(this.selectedRoom);
    this.showPlayers();
    this.draw();
  }

  private async announce(): Promise<void> {
    const text = byIdOf('announce-text', HTMLInputElement);
    const answer = await this.api.announce(text.value);
    if (answer.kind === 'ok') text.value = '';
    this.done(answer.kind === 'ok' ? 'Announced.' : faultText(answer));
  }

  private askToDrain(): void {
    const node = this.overview?.node;
    this.modal.ask({
      title: node === undefined ? 'Drain this server?' : `Drain node ${node}?`,
      body: DRAIN_WORDS.map((text) => element('p', { text })),
      deed: 'Drain',
      act: async () => {
        const answer = await this.api.drain();
        if (answer.kind === 'ok') this.done('It drains, and stops.');
        return answer;
      },
    });
  }

  private done(text: string): void {
    setText(byId('said'), text);
    this.listsDueMs = 0;
    this.poller.askNow();
  }
}

function onSubmit(id: string, act: () => Promise<void>): void {
  byIdOf(id, HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void act();
  });
}

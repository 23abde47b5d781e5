// The game behind the menu, of any game: one module in which netcode, picture, HUD, input and sound meet. What the game itself brings comes in
// as a `GameClient`, what the menu lends as a `Shell`.

import { modeOfArena, modesOf, type World } from '@starfray/shared/contract';
import {
  CLOSE,
  conditionLink,
  LINE_PROFILES,
  type LineProfile,
  type Link,
  versionHash,
} from '@starfray/shared/protocol';
import { Speaker } from '../audio/speaker.ts';
import { createDevices } from '../input/devices.ts';
import { type ClientStatus, createWebSocketLink, NetClient, playHeaders, ServerRoute } from '../net/index.ts';
import { askJson } from '../platform/ask-json.ts';
import { homeServer, inviteUrl, mayReach, pathBelow, roomOfPath, tokenOfHash } from '../platform/page-url.ts';
import {
  baggageHash,
  baggageOf,
  lookAtHome,
  type NextStep,
  nextStep,
  tidySearch,
  withoutCaches,
} from '../platform/renewal.ts';
import { findTabMeans, markLeft, SeatMemory } from '../platform/seat-memory.ts';
import { tabMemory } from '../platform/storage.ts';
import { watchReducedMotion, watchVisibility } from '../platform/visibility.ts';
import { isReduced } from '../settings/apply.ts';
import type { Values } from '../settings/preferences.ts';
import type { OpenedGame, Shell } from '../start/shell.ts';
import { byId, setHidden, setText } from '../ui/dom.ts';
import type { PlayRequest } from '../ui/menu.ts';
import type { MenuLists } from '../ui/menu-lists.ts';
import { ModeChoice } from '../ui/mode-choice.ts';
import type { NetGraph } from '../ui/net-graph.ts';
import { PictureNotice } from '../ui/picture-notice.ts';
import { refusalLines } from '../ui/refusal-advice.ts';
import { TouchLayer } from '../ui/touch-layer.ts';
import type { GameClient } from './game-client.ts';
import { isFocusOverPicture, PadMenus } from './pad-menus.ts';
import { PAGE_WORDS } from './page-words.ts';
import { Screen } from './screen.ts';

declare const STARFRAY_DEVELOPMENT: boolean;

/** A longer frame counts as this: after a pause the picture does not leap. */
const LONGEST_FRAME_S = 0.5;
const RELOAD_MS = 900;
/** How often the menu counts the players of each game. */
const LIST_MS = 5000;
const VISITOR: PlayRequest = { name: '', code: '' };

/** Shows the game behind the menu. Called once, by the game's module. */
export function openGame<W extends World, A, F>(shell: Shell, gameClient: GameClient<W, A, F>): OpenedGame {
  const { game } = gameClient;
  const { actions, bindings, root, scope, lasting, isTouchFirst, menu, preferences, settings, announcer } = shell;
  const home = homeServer(root);
  const tab = tabMemory(() => sessionStorage, scope, history);
  unpack();
  const seat = new SeatMemory(tab, findTabMeans(scope), window);
  const version = versionHash(game);
  const room = roomOfPath(root, location.pathname);
  const identityToken = takeIdentityToken();

  const speaker = new Speaker<string>(
    () => gameClient.importSounds(),
    lasting.read('muted') === 'yes',
    gameClient.importScore,
  );
  const touchLayer = new TouchLayer(actions);
  const surface = byId('picture');
  const devices = createDevices({
    actions,
    bindings,
    surface,
    isTouchFirst,
    isEnabled: () => isPlaying && !settings.isOpen,
    isPadEnabled: () => isPlaying && !settings.isOpen && !isFocusOverPicture(),
    onPadNotice: (text) => announcer.show(text),
  });
  const padMenus = new PadMenus(devices.pads, settings, menu);
  for (const [name, button] of touchLayer.buttons) devices.touchBy(name, button);
  const screen = new Screen<F>({
    parent: surface,
    isFixed: lasting.read('resolution') === 'full',
    importRenderer: (address) => gameClient.importRenderer(address),
    onAspect: (aspect) => client.setAspect(aspect),
    onLive: () => onPicture(),
  });
  const hudOptions = {
    isMuted: speaker.isMuted,
    onMute: toggleMute,
    onLeave: leave,
    onSettings: () => void settings.open(),
    onPlay: () => play(request),
    inviteLink: () =>
      inviteUrl(root, client.status.state === 'joined' ? client.status.room : (room ?? ''), linkedMode()),
  };
  const view = gameClient.createView({
    speaker,
    devices,
    screen,
    hud: hudOptions,
    announcer,
    memory: lasting,
    tellOfPerson,
  });
  const { hud } = view;
  for (const { name, touch } of actions) {
    if (touch === 'own' && !devices.buttons.has(name))
      throw new Error(`the view gives no element to touch for ${name}`);
  }
  const pictureNotice = new PictureNotice({
    onRetry: () => screen.retry(),
    onReload: () => location.reload(),
    onLeave: leave,
  });

  const modes = modesOf(game);
  // An address may name a mode: of a room that is yet to open, or to choose.
  const named = new URLSearchParams(location.search).get('mode');
  let mode = modes.find(({ name }) => name === named)?.name ?? (room === undefined ? lasting.read('mode') : undefined);
  if (mode !== undefined && !modes.some(({ name }) => name === mode)) mode = undefined;
  const modeChoice = new ModeChoice(byId('modes'), modes, mode, (chosen) => {
    mode = chosen;
    lasting.write('mode', chosen);
    // The picture behind the menu shows it, where anybody plays it.
    if (!wantsToFly()) enter('spectator', VISITOR);
  });
  if (room !== undefined) modeChoice.hide();
  let isPlaying = false;
  /** The player who wants to fly, and waits for the picture. */
  let awaited: { readonly wanted: PlayRequest; readonly resume: string | undefined } | undefined;
  let request = VISITOR;
  let route: ServerRoute | undefined;
  let waits = 0;
  let lists: Promise<MenuLists> | undefined;
  let client = join('spectator', VISITOR);
  let attended: ClientStatus | undefined;
  let lastMs = performance.now();
  let isSystemReduced = false;

  client.setSmoothing(menu.smoothing);
  if (room !== undefined) menu.nameRoom(room);
  for (const gesture of ['pointerdown', 'pointerup', 'keydown']) {
    addEventListener(gesture, () => void speaker.unlock(), { passive: true });
  }
  watchReducedMotion(window, (isNow) => {
    isSystemReduced = isNow;
    useSettings(preferences.values);
  });
  preferences.watch((values) => useSettings(values));
  settings.onClose = () => {
    devices.release();
    // The next press of space is meant for the game.
    if (isPlaying && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  };
  watchVisibility(document, () => {
    // Time stood still in here while the page was away: the netcode must know how late it is before it judges the silence.
    client.update(performance.now());
    tellPresence();
  });
  void comeBack();
  setInterval(() => menu.isOpen && !document.hidden && listAgain(false), LIST_MS);
  // `starfray.report()` in the console: what to paste into a fault report.
  Object.assign(window, { starfray: { report: () => view.report(client, screen.state) } });
  requestAnimationFrame((nowMs) => {
    frame(nowMs);
    // Said by the page until here, in case its script fails.
    byId('start-notice').remove();
  });
  // The renderer is large: the menu must work before it is asked for.
  requestAnimationFrame(() =>
    setTimeout(() => {
      void screen.load();
      listAgain(true);
    }, 0),
  );
  addEventListener('keydown', (event) => {
    if ((event.code || event.key) !== 'F3' || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    void hud.openGraph().then(
      (graph) => graph.toggle(),
      () => undefined,
    );
  });
  if (STARFRAY_DEVELOPMENT) {
    const offer = (graph: NetGraph) =>
      graph.offerProfiles(Object.keys(LINE_PROFILES), tab.read('network') ?? 'perfect', (name) => {
        tab.write('network', name);
        // Back into the same seat, over the new line.
        location.reload();
      });
    void hud.openGraph().then(offer, () => undefined);
  }
  if (STARFRAY_DEVELOPMENT) void import('../platform/dev-reload.ts').then(({ reloadOnRebuild }) => reloadOnRebuild());

  return { play: (wanted) => play(wanted), setSmoothing: (smoothing) => client.setSmoothing(smoothing) };

  function tellOfPerson(line: string): void {
    const place = byId('profile');
    setText(place, line);
    setHidden(place, line === '');
  }

  // After a reload: back into the seat, or, when only the version has changed, into a new one.
  async function comeBack(): Promise<void> {
    const isReplay = tab.read('replay') === 'yes';
    tab.write('replay', '');
    const token = await seat.claim();
    if ((token !== undefined || isReplay) && !isPlaying) {
      play({ name: lasting.read('name') ?? '', code: tab.read('code') ?? '' }, token);
    }
  }

  function routeFor(kind: 'human' | 'spectator', { name, code }: PlayRequest): ServerRoute {
    return new ServerRoute({
      identity: game.identity,
      home,
      wish: (isReturning) => ({
        version,
        kind,
        room: isReturning ? (tab.read('room') ?? room) : room,
        mode,
        name,
        joinCode: code,
      }),
      identityToken,
      origin: self.origin,
      ask: (url, credentials) => askJson(url, playHeaders(credentials)),
      open: (url, protocols) => worsened(createWebSocketLink(new WebSocket(url, [...protocols]))),
      now: () => performance.now(),
      mayReach: (server) => mayReach(root, server),
      onSeatLost: () => seat.drop(),
    });
  }

  function join(kind: 'human' | 'spectator', wanted: PlayRequest, resume?: string) {
    const own = routeFor(kind, wanted);
    route = own;
    return new NetClient({
      game,
      connect: (token) => own.connect(token),
      describeSilence: () => own.describeSilence(),
      now: () => performance.now(),
      random: Math.random,
      resume,
      onSeat: (token, where) => {
        if (token === '') return;
        seat.hold(token);
        tab.write('room', where);
      },
    });
  }

  // A site that knows its players sends them here with a token behind the hash; from then on the tab keeps it, and not the address bar.
  function takeIdentityToken(): string | undefined {
    const given = tokenOfHash(location.hash);
    if (given === undefined) return tab.read('token');
    tab.write('token', given);
    history.replaceState(history.state, '', location.pathname + location.search);
    return given;
  }

  // A developer may try a network that is worse than the one there is.
  function worsened(link: Link): Link {
    // Within the branch, so that no page carries what only developers use.
    if (STARFRAY_DEVELOPMENT) {
      const name = tab.read('network');
      if (name === undefined || !(name in LINE_PROFILES) || name === 'perfect') return link;
      return conditionLink(link, LINE_PROFILES[name as LineProfile], Math.trunc(Math.random() * 2 ** 31), {
        now: () => performance.now(),
        setTimer: (run, ms) => void setTimeout(run, ms),
      });
    }
    return link;
  }

  function enter(kind: 'human' | 'spectator', wanted: PlayRequest, resume?: string): void {
    client.close();
    client = join(kind, wanted, resume);
    attended = undefined;
    client.setSmoothing(menu.smoothing);
    client.setAspect(screen.aspect);
    tellPresence();
    view.clear();
    screen.clear();
    devices.release();
    setPlaying(kind === 'human');
  }

  // Nobody is there to fly while nothing can be seen: the page is hidden, or there is no picture.
  function tellPresence(): void {
    client.setHidden(document.hidden || !screen.isLive);
  }

  function onPicture(): void {
    tellPresence();
    if (screen.isLive && awaited !== undefined) play(awaited.wanted, awaited.resume);
  }

  function play(wanted: PlayRequest, resume?: string): void {
    request = wanted;
    tab.write('code', wanted.code);
    if (!screen.isLive) {
      // A seat to come back to stays, whatever is typed meanwhile.
      awaited = { wanted, resume: resume ?? awaited?.resume };
      screen.retry();
      return;
    }
    awaited = undefined;
    enter('human', wanted, resume);
    menu.close();
    menu.say('');
    speaker.play('press');
  }

  function leave(): void {
    enter('spectator', request);
    seat.drop();
    announcer.say(PAGE_WORDS.left);
    menu.open();
    listAgain(true);
  }

  function useSettings({ choices, sliders }: Values): void {
    const part = (percent: number) => percent / 100;
    speaker.setVolumes({
      master: part(sliders.master),
      effects: part(sliders.effects),
      music: part(sliders.music),
    });
    screen.setQuality(choices.quality);
    screen.setReduced(isReduced(choices.motion, isSystemReduced), isReduced(choices.flash, isSystemReduced));
    const { controls, sticks, pads, haptics } = devices;
    controls.toggles = choices.toggle === 'on';
    controls.isAssisted = choices.assist === 'on';
    haptics.isOn = choices.haptics === 'on';
    sticks.isSwapped = choices.sticks === 'swapped';
    pads.isSwapped = sticks.isSwapped;
    touchLayer.setSwapped(sticks.isSwapped);
  }

  function setPlaying(isNow: boolean): void {
    isPlaying = isNow;
    settings.onLeave = isNow ? leave : undefined;
    hud.setVisible(isNow);
    screen.setFlying(isNow);
  }

  function toggleMute(): void {
    speaker.setMuted(!speaker.isMuted);
    lasting.write('muted', speaker.isMuted ? 'yes' : 'no');
    hud.showMuted(speaker.isMuted);
  }

  function frame(nowMs: number): void {
    requestAnimationFrame(frame);
    const seconds = Math.min(LONGEST_FRAME_S, Math.max(0, (nowMs - lastMs) / 1000));
    lastMs = nowMs;
    padMenus.update(nowMs);
    const { hands } = devices.controls;
    const isTouch = hands === 'touch';
    if (view.tapsAnywhere && !devices.sticks.tapsAnywhere) devices.controls.switchOff();
    devices.sticks.tapsAnywhere = view.tapsAnywhere;
    if (isPlaying) client.setInput(view.controls(client));
    client.update(nowMs);
    for (let event = client.takeEvent(); event !== undefined; event = client.takeEvent()) {
      view.tell(event, client, nowMs);
    }
    view.show(client, { nowMs, seconds, isTouch, hands });
    pictureNotice.update(screen.state, awaited !== undefined, isPlaying, nowMs);
    const { sticks, buttons } = devices;
    touchLayer.update(isPlaying && isTouch, sticks.left, sticks.right, (name) => buttons.isHeld(name));
    attend();
  }

  // What a refusal asks of the page. Those that pass by themselves are shown by the HUD, or below the menu's button.
  function attend(): void {
    const { status } = client;
    if (status === attended) return;
    const wasJoined = attended?.state === 'joined';
    attended = status;
    if (status.state === 'joined') {
      if (!wasJoined) welcome();
      tab.write('reloads', '');
      waits = 0;
      menu.say('');
      nameRoom();
      return;
    }
    if (wasJoined && isPlaying) announcer.say(PAGE_WORDS.disconnected);
    if (status.state !== 'connecting') heed(status.refusal.code);
  }

  // A new visit gives its entities other names: nothing drawn of the old one may be taken for them.
  function welcome(): void {
    screen.clear();
    view.clear();
    if (isPlaying) announcer.say(PAGE_WORDS.joined);
  }

  function heed(code: number): void {
    if (code === CLOSE.version) void renew();
    else if (code === CLOSE.joinCode) askCode();
    else if (menu.isOpen) void foretell();
  }

  function askCode(): void {
    if (isPlaying) setPlaying(false);
    menu.askCode();
    const isFirst = request.code === '';
    menu.say(isFirst ? 'This server is private: enter its join code.' : 'That join code is not right.', true);
  }

  // The picture behind the menu may be missing; whether one could play is what counts there.
  async function foretell(): Promise<void> {
    const refusal = await routeFor('human', request).ask();
    if (menu.isOpen) menu.say(refusal === undefined ? '' : refusalLines(refusal, self.origin).join('\n'), true);
  }

  // The server is of another version: to a page of that, where there is one.
  async function renew(): Promise<void> {
    menu.say('There is a new version. Loading it …');
    const stale = client;
    const script = document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? '';
    const found = await lookAtHome(location.pathname, script);
    const reloads = Number(tab.read('reloads') ?? 0);
    const step = nextStep({ found, home, standIn: route?.standIn, reloads }, waits);
    await new Promise((resolve) => setTimeout(resolve, step.kind === 'wait' ? step.ms : RELOAD_MS));
    // Somebody pressed Play or left meanwhile: that connection finds out for itself.
    if (client !== stale) return;
    if (step.kind === 'wait') tryAgain();
    else moveOn(step, reloads);
  }

  function tryAgain(): void {
    waits += 1;
    menu.say('This server is being updated. One moment …');
    enter(isPlaying ? 'human' : 'spectator', request, isPlaying ? tab.read('seat') : undefined);
  }

  function moveOn(step: Exclude<NextStep, { kind: 'wait' }>, reloads: number): void {
    tab.write('reloads', String(reloads + 1));
    tab.write('replay', wantsToFly() ? 'yes' : '');
    if (step.kind === 'reload') location.reload();
    else location.replace(step.server + withoutCaches(pathBelow(root, location.pathname)) + luggage(reloads + 1));
  }

  // An offer beside the way: where it cannot be had, the game of this page can be played all the same.
  function listAgain(isWhole: boolean): void {
    lists ??= import('../ui/menu-lists.ts').then(
      ({ MenuLists }) => new MenuLists((path) => askJson(`${home}${path}`), addressOfGame, modeChoice),
    );
    lists.then(
      (found) => (isWhole ? found.refresh() : found.refreshGames()),
      () => undefined,
    );
  }

  // Name, code and token are of the server, not of the game.
  function addressOfGame(href: string): string {
    const { name, code } = menu.typed;
    return new URL(href, root).href + baggageHash({ name, code, token: identityToken, reloads: '0' });
  }

  // A link without a mode is one of the first.
  function linkedMode(): string | undefined {
    const name = modeHere()?.name;
    return name === modes[0].name ? undefined : name;
  }

  function nameRoom(): void {
    if (room !== undefined && modes.length > 1) menu.nameRoom(room, modeHere()?.title);
  }

  // Of the room that the page is in; undefined in a game with one mode alone.
  function modeHere() {
    return client.arena === undefined || modes.length < 2 ? undefined : modeOfArena(game, client.arena);
  }

  function wantsToFly(): boolean {
    return isPlaying || awaited !== undefined;
  }

  // Another address is another memory: what this tab knows goes along.
  function luggage(reloads: number): string {
    const playing = wantsToFly()
      ? { seat: tab.read('seat'), name: request.name, code: request.code, room: tab.read('room') }
      : {};
    return baggageHash({ ...playing, token: identityToken, reloads: String(reloads) });
  }

  // What a page of before, at this address or another, sent along.
  function unpack(): void {
    const baggage = baggageOf(location.hash);
    const search = tidySearch(location.search);
    if (baggage === undefined && search === location.search) return;
    for (const key of ['seat', 'code', 'token', 'room', 'reloads'] as const) {
      if (baggage?.[key] !== undefined) tab.write(key, baggage[key]);
    }
    if (baggage?.seat !== undefined) markLeft(tab, baggage.seat);
    if (baggage?.name !== undefined) lasting.write('name', baggage.name);
    const hash = baggage === undefined ? location.hash : '';
    history.replaceState(history.state, '', location.pathname + search + hash);
  }
}

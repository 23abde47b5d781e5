import { describe, expect, it } from 'vitest';
import { type Action, aimAngle, thrustDirection } from './actions.ts';
import { Bindings } from './bindings.ts';
import { Controls } from './controls.ts';
import { Keyboard } from './keyboard.ts';
import { Mouse } from './mouse.ts';
import { PAD_WORDS, type PadState, Pads } from './pads.ts';
import { TouchButtons } from './touch-buttons.ts';
import { STICK_REACH, TouchSticks } from './touch-sticks.ts';

const ACTIONS: readonly Action[] = [
  {
    name: 'thrust',
    label: 'Fly',
    kind: 'stick',
    keys: {
      up: ['KeyW', 'ArrowUp'],
      left: ['KeyA', 'ArrowLeft'],
      down: ['KeyS', 'ArrowDown'],
      right: ['KeyD', 'ArrowRight'],
    },
    pad: 'left-stick',
    touch: 'left-stick',
  },
  {
    name: 'aim',
    label: 'Aim',
    kind: 'aim',
    keys: { left: ['KeyQ'], right: ['KeyE'] },
    pad: 'right-stick',
    touch: 'right-stick',
  },
  { name: 'fire', label: 'Fire', kind: 'hold', keys: ['Space'], mouse: ['left'], pad: ['a'], touch: 'trigger' },
  {
    name: 'boost',
    label: 'Boost',
    kind: 'hold',
    keys: ['ShiftLeft', 'ShiftRight'],
    mouse: ['right'],
    pad: ['b'],
    touch: 'button',
  },
  { name: 'choose-1', label: 'First', kind: 'press', keys: ['Digit1'], pad: ['d-left'], touch: 'own' },
  { name: 'choose-2', label: 'Second', kind: 'press', keys: ['Digit2'], pad: ['d-up'], touch: 'own' },
];

function bench() {
  const surface = new EventTarget();
  const view = new EventTarget();
  const page = new EventTarget();
  const button = new EventTarget();
  const clock = { now: 1000, isEnabled: true };
  const sticks = new TouchSticks(
    surface,
    view,
    page,
    'fire',
    () => 400,
    () => clock.now,
  );
  const bindings = new Bindings(ACTIONS);
  const keyboard = new Keyboard(view, page, bindings, () => clock.isEnabled);
  const mouse = new Mouse(surface, view, page, bindings, () => clock.isEnabled);
  const buttons = new TouchButtons(view, page);
  buttons.add('boost', button);
  const table: (PadState | null)[] = [];
  const notices: string[] = [];
  const pads = new Pads({
    read: () => table,
    bindings,
    isEnabled: () => clock.isEnabled,
    onNotice: (text) => notices.push(text),
  });
  const controls = new Controls(ACTIONS, { keyboard, mouse, sticks, buttons, pads }, () => clock.now);
  const read = () => {
    pads.poll();
    controls.read(200, 200);
    const value = (name: string) => controls.value(name);
    return { thrust: value('thrust'), aim: value('aim'), boost: value('boost'), fire: value('fire') };
  };
  return {
    surface,
    view,
    page,
    button,
    clock,
    sticks,
    keyboard,
    bindings,
    buttons,
    controls,
    pads,
    table,
    notices,
    read,
  };
}

function send(target: EventTarget, type: string, fields: object = {}): void {
  target.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), fields));
}

const finger = (pointerId: number, clientX: number, clientY: number) => ({
  pointerType: 'touch',
  pointerId,
  clientX,
  clientY,
});
const arrow = (clientX: number, clientY: number, buttons = 0) => ({
  pointerType: 'mouse',
  pointerId: 1,
  clientX,
  clientY,
  buttons,
});

/** A bench whose left stick points up and whose right stick points right, firing. */
function held() {
  const made = bench();
  send(made.surface, 'pointerdown', finger(1, 100, 300));
  send(made.surface, 'pointermove', finger(1, 100, 300 - STICK_REACH));
  send(made.surface, 'pointerdown', finger(2, 300, 300));
  send(made.surface, 'pointermove', finger(2, 300 + STICK_REACH, 300));
  return made;
}

describe('directions', () => {
  it('counts thrust clockwise from east in eighths', () => {
    const compass = [
      [1, 0],
      [1, 1],
      [0, 1],
      [-1, 1],
      [-1, 0],
      [-1, -1],
      [0, -1],
      [1, -1],
    ] as const;
    expect(compass.map(([x, y]) => thrustDirection(x, y))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
  it('takes a small deflection for none', () => expect(thrustDirection(0.1, -0.1)).toBe(0));
  it('measures aim in 1024 steps, clockwise from east', () => {
    expect([aimAngle(1, 0), aimAngle(0, 1), aimAngle(-1, 0), aimAngle(0, -1)]).toEqual([0, 256, 512, 768]);
  });
});

describe('keyboard', () => {
  it('flies by WASD and arrows alike', () => {
    const { view, read } = bench();
    send(view, 'keydown', { code: 'KeyW' });
    send(view, 'keydown', { code: 'ArrowRight' });
    expect(read().thrust).toBe(8);
  });
  it('cancels opposite keys', () => {
    const { view, read } = bench();
    send(view, 'keydown', { code: 'KeyA' });
    send(view, 'keydown', { code: 'KeyD' });
    expect(read().thrust).toBe(0);
  });
  it('fires by space and boosts by shift', () => {
    const { view, read } = bench();
    send(view, 'keydown', { code: 'Space' });
    send(view, 'keydown', { code: 'ShiftLeft' });
    expect(read()).toMatchObject({ fire: 1, boost: 1 });
  });
  it('[E31] turns the aim by Q and E, as fast on a slow page as on a fast one', () => {
    const turned = (frameMs: number, frames: number, code: string) => {
      const { view, clock, read } = bench();
      read();
      send(view, 'keydown', { code });
      for (let frame = 0; frame < frames; frame += 1) {
        clock.now += frameMs;
        read();
      }
      send(view, 'keyup', { code });
      clock.now += frameMs;
      return read().aim;
    };
    // A quarter of a turn in 400 ms.
    for (const [frameMs, frames] of [
      [16, 25],
      [50, 8],
      [100, 4],
    ] as const) {
      expect(Math.abs(turned(frameMs, frames, 'KeyE') - 256)).toBeLessThan(15);
      expect(Math.abs(turned(frameMs, frames, 'KeyQ') - 768)).toBeLessThan(15);
    }
  });
  it('[E31] turns the aim on from where the mouse left it, until the mouse moves again', () => {
    const { view, clock, read } = bench();
    send(view, 'pointermove', arrow(200, 300));
    expect(read().aim).toBe(256);
    send(view, 'keydown', { key: 'e' });
    clock.now += 100;
    expect(read().aim).toBe(320);
    send(view, 'keyup', { key: 'e' });
    send(view, 'pointermove', arrow(201, 301));
    expect(read().aim).toBe(320);
    send(view, 'pointermove', arrow(100, 200));
    expect(read().aim).toBe(512);
  });
  it('[E31] turns past the end of a whole turn', () => {
    const { view, clock, read } = bench();
    send(view, 'keydown', { code: 'KeyQ' });
    clock.now += 100;
    expect(read().aim).toBe(960);
  });
  it('lets go on keyup', () => {
    const { view, read } = bench();
    send(view, 'keydown', { code: 'KeyW' });
    read();
    send(view, 'keyup', { code: 'KeyW' });
    expect(read().thrust).toBe(0);
  });
  it('counts a press that lies between two pictures, once', () => {
    const { view, read } = bench();
    for (const type of ['keydown', 'keyup']) for (const code of ['KeyW', 'Space']) send(view, type, { code });
    expect(read()).toMatchObject({ thrust: 7, fire: 1 });
    expect(read()).toMatchObject({ thrust: 0, fire: 0 });
  });
  it('forgets such a press when the window loses the focus', () => {
    const { view, read } = bench();
    for (const type of ['keydown', 'keyup']) send(view, type, { code: 'Space' });
    send(view, 'blur');
    expect(read().fire).toBe(0);
  });
  it('lets go of all keys when the window loses the focus', () => {
    const { view, read } = bench();
    send(view, 'keydown', { code: 'KeyW' });
    send(view, 'blur');
    expect(read().thrust).toBe(0);
  });
  it('lets go of all keys when the page is hidden', () => {
    const { view, page, read } = bench();
    send(view, 'keydown', { code: 'KeyW' });
    send(page, 'visibilitychange');
    expect(read().thrust).toBe(0);
  });
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) {
    it(`[E4] leaves keys to the browser while ${modifier} is down`, () => {
      const { view, read } = bench();
      const prevented = ['KeyW', 'Space', 'ArrowLeft', 'ShiftLeft'].map((code) => {
        const event = Object.assign(new Event('keydown', { cancelable: true }), { code, [modifier]: true });
        view.dispatchEvent(event);
        return event.defaultPrevented;
      });
      expect(prevented).toEqual([false, false, false, false]);
      expect(read()).toMatchObject({ thrust: 0, fire: 0, boost: 0 });
    });
  }
  it('[E4] keeps what was held when Ctrl comes down, and hears it go up', () => {
    const { view, read } = bench();
    send(view, 'keydown', { code: 'KeyW' });
    send(view, 'keydown', { code: 'ControlLeft', key: 'Control', ctrlKey: true });
    read();
    expect(read().thrust).toBe(7);
    send(view, 'keyup', { code: 'KeyW', ctrlKey: true });
    expect(read().thrust).toBe(0);
  });
  for (const key of ['Meta', 'OS', 'Alt']) {
    it(`[E5] lets go of all keys when ${key} goes down or up, for their releases may not be heard`, () => {
      const { view, read } = bench();
      for (const type of ['keydown', 'keyup']) {
        send(view, 'keydown', { code: 'KeyW' });
        send(view, type, { key });
        expect(read().thrust).toBe(0);
      }
    });
  }
  it('[E5] takes a key that is still down again, by its repetition', () => {
    const { view, read } = bench();
    send(view, 'keydown', { code: 'KeyW' });
    for (const type of ['keydown', 'keyup']) send(view, type, { key: 'Meta', metaKey: type === 'keydown' });
    send(view, 'keydown', { code: 'KeyW', repeat: true });
    expect(read().thrust).toBe(7);
  });
  it('[E5] lets go of Shift when another key says that it is up: of two, the release of one is not reported', () => {
    const { view, read } = bench();
    for (const code of ['ShiftLeft', 'ShiftRight']) send(view, 'keydown', { code, shiftKey: true });
    send(view, 'keyup', { code: 'ShiftLeft', shiftKey: true });
    expect(read().boost).toBe(1);
    send(view, 'keydown', { code: 'KeyW', shiftKey: false });
    expect(read().boost).toBe(0);
  });
  it('[E6] boosts by the Shift flag of other keys, where Shift itself is not reported', () => {
    const { view, read } = bench();
    send(view, 'keydown', { code: 'KeyW', key: 'W', shiftKey: true });
    expect(read()).toMatchObject({ thrust: 7, boost: 1 });
    send(view, 'keydown', { code: 'KeyW', key: 'w', shiftKey: false, repeat: true });
    expect(read()).toMatchObject({ thrust: 7, boost: 0 });
  });
  it.each(['', 'Unidentified', undefined])('[E6] goes by the letter of a key whose code is %j', (code) => {
    const { view, read } = bench();
    send(view, 'keydown', { code, key: 'w' });
    send(view, 'keydown', { code, key: ' ' });
    read();
    expect(read()).toMatchObject({ thrust: 7, fire: 1 });
    // Shift has come down meanwhile: the same key goes up by its capital letter.
    send(view, 'keyup', { code, key: 'W' });
    send(view, 'keyup', { code, key: ' ' });
    expect(read()).toMatchObject({ thrust: 0, fire: 0 });
  });
  it('[E6] goes by the place of a key that has one, whatever its letter', () => {
    const { view, read } = bench();
    // W on a French keyboard lies where others have Z.
    send(view, 'keydown', { code: 'KeyZ', key: 'w' });
    expect(read().thrust).toBe(0);
    send(view, 'keydown', { code: 'KeyW', key: 'z' });
    expect(read().thrust).toBe(7);
  });
  it('[E6] lets go of a key by what it asks for, where only one of press and release has a code', () => {
    const { view, read } = bench();
    send(view, 'keydown', { code: 'KeyW', key: 'w' });
    send(view, 'keyup', { code: '', key: 'w' });
    send(view, 'keydown', { code: '', key: 'd' });
    send(view, 'keyup', { code: 'KeyD', key: 'd' });
    read();
    expect(read().thrust).toBe(0);
  });
  it('[E7] takes nothing from a text under way in an input method', () => {
    const { view, read } = bench();
    send(view, 'keydown', { code: 'KeyW', key: 'w', isComposing: true });
    send(view, 'keydown', { code: 'KeyA', key: 'Process' });
    expect(read().thrust).toBe(0);
  });
  it.each([
    ['an input', { tagName: 'INPUT' }, 0],
    ['a list', { tagName: 'SELECT' }, 0],
    ['a text that can be edited', { tagName: 'P', isContentEditable: true }, 0],
    ['a field that only shows', { tagName: 'INPUT', readOnly: true }, 7],
    ['a button', { tagName: 'BUTTON' }, 7],
  ])('[E7] takes keys typed into %s for what they are', (_what, place, thrust) => {
    const { view, read } = bench();
    const event = Object.assign(new Event('keydown', { cancelable: true }), { code: 'KeyW', key: 'w' });
    Object.defineProperty(event, 'target', { value: place });
    view.dispatchEvent(event);
    expect(read().thrust).toBe(thrust);
    expect(event.defaultPrevented).toBe(thrust !== 0);
  });
  it('leaves the keys to the menu while that is open', () => {
    const { view, clock, read } = bench();
    clock.isEnabled = false;
    send(view, 'keydown', { code: 'KeyW' });
    expect(read().thrust).toBe(0);
  });
});

describe('mouse', () => {
  it('aims from the ship to the pointer', () => {
    const { view, read } = bench();
    send(view, 'pointermove', arrow(200, 300));
    expect(read().aim).toBe(256);
  });
  it('fires by the left and boosts by the right button, both at once too', () => {
    const { surface, view, read } = bench();
    send(surface, 'pointerdown', arrow(250, 200, 1));
    expect(read()).toMatchObject({ fire: 1, boost: 0 });
    send(view, 'pointermove', arrow(250, 200, 3));
    expect(read()).toMatchObject({ fire: 1, boost: 1 });
    send(view, 'pointermove', arrow(250, 200, 2));
    expect(read()).toMatchObject({ fire: 0, boost: 1 });
    send(view, 'pointerup', arrow(250, 200, 0));
    expect(read()).toMatchObject({ fire: 0, boost: 0 });
  });
  it('counts a click that lies between two pictures, once', () => {
    const { surface, view, read } = bench();
    send(surface, 'pointerdown', arrow(250, 200, 1));
    send(view, 'pointerup', arrow(250, 200, 0));
    expect([read().fire, read().fire]).toEqual([1, 0]);
  });
  it('does not fire when the button went down elsewhere', () => {
    const { view, read } = bench();
    send(view, 'pointermove', arrow(250, 200, 1));
    expect(read().fire).toBe(0);
  });
  it('keeps the aim while the pointer lies on the ship', () => {
    const { view, read } = bench();
    send(view, 'pointermove', arrow(200, 100));
    read();
    send(view, 'pointermove', arrow(201, 201));
    expect(read().aim).toBe(768);
  });
  for (const loss of ['blur', 'pointercancel', 'lostpointercapture']) {
    it(`stops firing on ${loss}`, () => {
      const { surface, view, read } = bench();
      send(surface, 'pointerdown', arrow(250, 200, 1));
      send(view, loss);
      expect(read().fire).toBe(0);
    });
  }
});

describe('touch sticks', () => {
  it('fly with the left and aim and fire with the right thumb at the same time', () => {
    expect(held().read()).toEqual({ thrust: 7, aim: 0, boost: 0, fire: 1 });
  });
  it('aim without firing when pushed out a little', () => {
    const { surface, read } = bench();
    send(surface, 'pointerdown', finger(2, 300, 300));
    send(surface, 'pointermove', finger(2, 300, 300 + STICK_REACH * 0.4));
    expect(read()).toMatchObject({ aim: 256, fire: 0 });
  });
  it('point the ship where it flies while the right thumb rests', () => {
    const { surface, read } = bench();
    send(surface, 'pointerdown', finger(1, 100, 300));
    send(surface, 'pointermove', finger(1, 100, 400));
    expect(read().aim).toBe(256);
  });
  it('pull the trigger for a moment by a tap on the right', () => {
    const { surface, clock, read } = bench();
    send(surface, 'pointerdown', finger(2, 300, 300));
    send(surface, 'pointerup', finger(2, 300, 300));
    expect(read().fire).toBe(1);
    clock.now += 500;
    expect(read().fire).toBe(0);
  });
  it('pull the trigger once by a tap whose moment passed between two pictures', () => {
    const { surface, clock, read } = bench();
    send(surface, 'pointerdown', finger(2, 300, 300));
    send(surface, 'pointerup', finger(2, 300, 300));
    clock.now += 500;
    expect([read().fire, read().fire]).toEqual([1, 0]);
  });
  it('keep their finger when a second one comes down on the same side', () => {
    const { surface, sticks } = bench();
    send(surface, 'pointerdown', finger(1, 100, 300));
    send(surface, 'pointerdown', finger(3, 50, 100));
    expect(sticks.left.pointerId).toBe(1);
  });
  it('give way to a mouse that moves', () => {
    const { view, sticks } = held();
    send(view, 'pointermove', arrow(100, 300));
    expect(sticks.isUsed).toBe(false);
  });
  it('ignore the mouse', () => {
    const { surface, sticks } = bench();
    send(surface, 'pointerdown', arrow(100, 300, 1));
    expect(sticks.isUsed).toBe(false);
  });
  for (const loss of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    it(`centre the stick of the finger that ends by ${loss}, and no other`, () => {
      const { surface, clock, read } = held();
      clock.now += 1000;
      send(surface, loss, finger(1, 100, 200));
      expect(read()).toMatchObject({ thrust: 0, fire: 1 });
    });
  }
  it('centre both sticks on blur', () => {
    const { view, read } = held();
    send(view, 'blur');
    expect(read()).toMatchObject({ thrust: 0, fire: 0 });
  });
  it('centre both sticks when the page is hidden', () => {
    const { page, read } = held();
    send(page, 'visibilitychange');
    expect(read()).toMatchObject({ thrust: 0, fire: 0 });
  });
});

const PRESSED = { pressed: true, value: 1 };
const FREE = { pressed: false, value: 0 };

function pad(axes: readonly number[], down: readonly number[] = [], more: Partial<PadState> = {}): PadState {
  const buttons = Array.from({ length: 17 }, (_, place) => (down.includes(place) ? PRESSED : FREE));
  return { index: 0, id: 'Pad', connected: true, mapping: 'standard', axes, buttons, ...more };
}
const REST = [0, 0, 0, 0];

describe('a gamepad', () => {
  it('[E64] flies by the left stick in any direction, aims by the right one, and presses by its buttons', () => {
    const { table, read } = bench();
    table[0] = pad([0, -1, 1, 0], [0]);
    expect(read()).toEqual({ thrust: 7, aim: 0, boost: 0, fire: 1 });
    table[0] = pad([0.7, 0.7, -0.5, -0.5], [1]);
    expect(read()).toEqual({ thrust: 2, aim: 640, boost: 1, fire: 0 });
  });
  it.each([
    [0, 0, 0],
    [0.15, -0.1, 0],
    [0.5, 0, 1],
    [0, 0.99, 3],
  ])('[E64] takes a stick at %d, %d for thrust %i: a worn one does not drift', (x, y, thrust) => {
    const { table, read } = bench();
    table[0] = pad([x, y, 0, 0]);
    expect(read().thrust).toBe(thrust);
  });
  it('[E64] begins a deflection at nought where the dead zone ends, and ends it at one', () => {
    const { table, pads, read } = bench();
    for (const [x, deflection] of [
      [0.18, 0],
      [0.19, 0.012],
      [1, 1],
      [-1, -1],
    ] as const) {
      table[0] = pad([x, 0, 0, 0]);
      read();
      expect(pads.left.x).toBeCloseTo(deflection, 2);
    }
  });
  it('[E64] pulls a trigger from a third of its way on, and lets go at a fifth', () => {
    const { table, bindings, read } = bench();
    bindings.set('pad', 'fire', ['right-trigger']);
    const at = (value: number) => {
      const buttons = Array.from({ length: 17 }, (_, place) => (place === 7 ? { pressed: value > 0, value } : FREE));
      table[0] = { ...pad(REST), buttons };
      read();
      return read().fire;
    };
    expect([0.1, 0.3, 0.4, 0.25, 0.15].map(at)).toEqual([0, 0, 1, 1, 0]);
  });
  it('[E65] says that it came and that it went, and lets go of all it held', () => {
    const { table, notices, read } = bench();
    table[0] = pad([0, -1, 0, 0], [0]);
    expect(read()).toMatchObject({ thrust: 7, fire: 1 });
    table[0] = null;
    read();
    expect(read()).toMatchObject({ thrust: 0, fire: 0 });
    expect(notices).toEqual([PAD_WORDS.connected, PAD_WORDS.gone]);
  });
  it('[E65] that is another one takes over by being used', () => {
    const { table, pads, read } = bench();
    table[0] = pad([1, 0, 0, 0]);
    table[1] = pad(REST, [], { index: 1 });
    expect(read().thrust).toBe(1);
    table[0] = pad(REST);
    table[1] = pad([0, 1, 0, 0], [], { index: 1 });
    expect(read().thrust).toBe(3);
    expect(pads.activeIndex).toBe(1);
    table[1] = null;
    read();
    table[0] = pad([1, 0, 0, 0]);
    expect(read().thrust).toBe(1);
  });
  it('[E65] with an order of its own says so, and an axis that rests at its end is no stick', () => {
    const { table, notices, read } = bench();
    table[0] = pad([0, 0, -1, -1], [], { mapping: '' });
    expect(read().aim).toBe(0);
    table[0] = pad([0, 1, -1, -1], [], { mapping: '' });
    expect(read().thrust).toBe(3);
    expect(notices).toEqual([PAD_WORDS.unusual]);
  });
  it('gives the aim to a mouse only when that moves, as it gives it to keys that turn it', () => {
    const { view, table, clock, pads, read } = bench();
    table[0] = pad([0, 0, 0, 1]);
    send(view, 'pointermove', arrow(100, 200));
    expect(read().aim).toBe(256);
    table[0] = pad(REST);
    read();
    send(view, 'keydown', { code: 'KeyE' });
    clock.now += 100;
    expect(read().aim).toBe(320);
    expect(pads.isUsed).toBe(false);
  });
  it('presses nothing in the game that was pressed in the menu', () => {
    const { table, clock, pads, read } = bench();
    clock.isEnabled = false;
    table[0] = pad(REST, [0]);
    read();
    clock.isEnabled = true;
    expect(read().fire).toBe(0);
    expect(pads.takeNews()).toEqual(['a']);
    table[0] = pad(REST);
    read();
    table[0] = pad(REST, [0]);
    expect(read().fire).toBe(1);
  });
});

describe('a press', () => {
  it('[E61] lasts long enough for a tick to see it, and no longer once the key is up', () => {
    const { view, clock, controls, read } = bench();
    for (const type of ['keydown', 'keyup']) send(view, type, { code: 'Digit1' });
    const seen = [0, 17, 33, 50, 83].map((ms) => {
      clock.now = 1000 + ms;
      read();
      return controls.value('choose-1');
    });
    expect(seen).toEqual([1, 1, 1, 1, 0]);
  });
  it('[E61] of one of several is known by its place', () => {
    const { view, controls, read } = bench();
    read();
    expect(controls.chosen('choose-1', 'choose-2')).toBe(0);
    send(view, 'keydown', { code: 'Digit2' });
    read();
    expect(controls.chosen('choose-1', 'choose-2')).toBe(2);
  });
  it('of an action that the list lacks is a fault of the game', () => {
    expect(() => bench().controls.value('fly')).toThrow("the game's list has no action fly");
  });
});

describe('a hold that toggles', () => {
  it('[E68] goes on after the key is up, until it is pressed again or switched off', () => {
    const { view, controls, read } = bench();
    controls.toggles = true;
    const press = () => {
      for (const type of ['keydown', 'keyup']) send(view, type, { code: 'Space' });
      const seen = [read().fire];
      for (let frame = 0; frame < 3; frame += 1) seen.push(read().fire);
      return seen;
    };
    expect(press()).toEqual([1, 1, 1, 1]);
    expect(press()).toEqual([0, 0, 0, 0]);
    press();
    controls.switchOff();
    expect(read().fire).toBe(0);
    press();
    controls.release();
    expect(read().fire).toBe(0);
  });
  it('[E68] is still a hold under fingers, and a press stays a press', () => {
    const { button, view, controls, clock, read } = bench();
    controls.toggles = true;
    send(button, 'pointerdown', finger(5, 350, 500));
    expect(read().boost).toBe(1);
    send(button, 'pointerup', finger(5, 350, 500));
    read();
    expect(read().boost).toBe(0);
    for (const type of ['keydown', 'keyup']) send(view, type, { code: 'Digit1' });
    read();
    clock.now += 100;
    read();
    expect(controls.value('choose-1')).toBe(0);
  });
});

describe('sticks that are swapped', () => {
  it('[E69] fly with the right and aim with the left, under thumbs and on a pad', () => {
    const { surface, sticks, read } = bench();
    sticks.isSwapped = true;
    send(surface, 'pointerdown', finger(1, 300, 300));
    send(surface, 'pointermove', finger(1, 300, 300 + STICK_REACH));
    send(surface, 'pointerdown', finger(2, 100, 300));
    send(surface, 'pointermove', finger(2, 100 - STICK_REACH, 300));
    expect(read()).toMatchObject({ thrust: 3, aim: 512, fire: 1 });
    const other = bench();
    other.pads.isSwapped = true;
    other.table[0] = pad([0, -1, 1, 0]);
    expect(other.read()).toMatchObject({ thrust: 1, aim: 768 });
  });
});

describe('bindings', () => {
  it('[E62] are kept by what differs from the list, and made again from that', () => {
    const { bindings } = bench();
    expect(bindings.changes()).toEqual({ keys: {}, mouse: {}, pad: {} });
    bindings.set('keys', 'boost', ['Space']);
    bindings.set('pad', 'fire', ['x']);
    const changes = bindings.changes();
    expect(changes).toEqual({ keys: { fire: [], boost: ['Space'] }, mouse: {}, pad: { fire: ['x'] } });
    bindings.reset();
    bindings.change({ ...changes, mouse: { none: ['left'] } });
    expect(bindings.changes()).toEqual(changes);
    bindings.reset('keys');
    expect(bindings.changes()).toEqual({ keys: {}, mouse: {}, pad: { fire: ['x'] } });
  });
  it('[E62] move a key from one action to another, and back', () => {
    const { view, bindings, read } = bench();
    bindings.set('keys', 'boost', ['Space', 'ShiftLeft']);
    send(view, 'keydown', { code: 'Space' });
    expect(read()).toMatchObject({ fire: 0, boost: 1 });
    send(view, 'keyup', { code: 'Space' });
    bindings.reset();
    send(view, 'keydown', { code: 'Space' });
    expect(read()).toMatchObject({ fire: 1, boost: 0 });
  });
  it('[E62] of one Shift key leave the other alone', () => {
    const { view, bindings, read } = bench();
    bindings.set('keys', 'fire', ['ShiftRight']);
    send(view, 'keydown', { code: 'ShiftRight', key: 'Shift', shiftKey: true });
    send(view, 'keydown', { code: 'KeyW', key: 'W', shiftKey: true });
    expect(read()).toMatchObject({ thrust: 7, fire: 1, boost: 0 });
  });
  it('[E62] of mouse buttons count', () => {
    const { surface, bindings, read } = bench();
    bindings.set('mouse', 'boost', ['middle']);
    send(surface, 'pointerdown', arrow(250, 200, 4));
    expect(read()).toMatchObject({ fire: 0, boost: 1 });
  });
});

describe('a button of the touch layer', () => {
  it('is pressed by a click without a pointer, as a keyboard and a screen reader make it', () => {
    const { button, read } = bench();
    send(button, 'click', { detail: 1 });
    expect(read().boost).toBe(0);
    send(button, 'click', { detail: 0 });
    expect([read().boost, read().boost]).toEqual([1, 0]);
  });
});

describe('boost button', () => {
  it('boosts while held', () => {
    const { button, read } = bench();
    send(button, 'pointerdown', finger(5, 350, 500));
    expect(read().boost).toBe(1);
  });
  for (const loss of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    it(`lets go on ${loss}`, () => {
      const { button, read } = bench();
      send(button, 'pointerdown', finger(5, 350, 500));
      read();
      send(button, loss, finger(5, 350, 500));
      expect(read().boost).toBe(0);
    });
  }
  it('counts a press that lies between two pictures, once', () => {
    const { button, read } = bench();
    send(button, 'pointerdown', finger(5, 350, 500));
    send(button, 'pointerup', finger(5, 350, 500));
    expect([read().boost, read().boost]).toEqual([1, 0]);
  });
  it('lets go on blur and when the page is hidden', () => {
    const { button, view, page, read } = bench();
    send(button, 'pointerdown', finger(5, 350, 500));
    send(view, 'blur');
    expect(read().boost).toBe(0);
    send(button, 'pointerdown', finger(6, 350, 500));
    send(page, 'visibilitychange');
    expect(read().boost).toBe(0);
  });
});

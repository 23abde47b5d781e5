// Prediction and its mending, on the toy game: what is run again is what a straight run would have given.

import { createRandom, px, randomBelow } from '@starfray/shared/core';
import { mover, type ToyArena, type ToyWorld, tank, toyGame, toyInput } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { Predictor } from './predictor.ts';

const START = 1000;
const MOVER = 0;
const LIFE = 5;
const arena: ToyArena = { side: px(4000) };

type Rows = { readonly body: Int32Array; readonly own: Int32Array };

function rowsAt(x: number): Rows {
  const body = mover.view();
  body.x = x;
  body.y = px(2000);
  body.player = 1;
  return { body: body.ints, own: tank.view(Int32Array.of(200)).ints };
}

/** The controls of each tick, drawn from a seed. */
function controls(seed: number): (tick: number) => ReturnType<typeof toyInput.view> {
  return (tick) => {
    const random = createRandom(seed * 100_003 + tick);
    const row = toyInput.view();
    row.x = randomBelow(random, 3) - 1;
    row.y = randomBelow(random, 3) - 1;
    return row;
  };
}

/** What the server has after the ticks from `START` to `end` under the controls. */
function truth(from: Rows, start: number, end: number, input: ReturnType<typeof controls>): Rows {
  const body = mover.view(from.body.slice());
  const own = tank.view(from.own.slice());
  for (let tick = start + 1; tick <= end; tick += 1) toyGame.predictOwn(body, own, input(tick), tick, arena);
  return { body: body.ints, own: own.ints };
}

function predictor(rows: Rows): Predictor<ToyWorld, ToyArena> {
  const made = new Predictor<ToyWorld, ToyArena>(toyGame, arena, START);
  made.reconcile(START, LIFE, MOVER, rows.body, 0, rows.own);
  return made;
}

function newest(from: Predictor<ToyWorld, ToyArena>): Rows {
  const rows = { body: mover.view().ints, own: tank.view().ints };
  from.read(rows.body, rows.own);
  return rows;
}

function drawnX(from: Predictor<ToyWorld, ToyArena>): number {
  const rows = { body: mover.view().ints, own: tank.view().ints };
  from.readDrawn(1, rows.body, rows.own);
  return mover.view(rows.body).x;
}

describe('the predictor', () => {
  it('[N1] needs no correction where the server does what it predicted', () => {
    const input = controls(1);
    const start = rowsAt(px(2000));
    const own = predictor(start);
    for (let tick = START + 1; tick <= START + 200; tick += 1) {
      own.run(input(tick));
      const heard = Math.max(START, tick - 12);
      const rows = truth(start, START, heard, input);
      own.reconcile(heard, LIFE, MOVER, rows.body, 0, rows.own);
    }
    expect(own.corrections.count).toBe(0);
    expect(newest(own)).toEqual(truth(start, START, START + 200, input));
  });

  it.each([1, 2, 3, 4, 5])('[N4] runs again from a surprise to where a straight run ends (seed %i)', (seed) => {
    const random = createRandom(seed);
    const input = controls(seed);
    const own = predictor(rowsAt(px(2000)));
    const end = START + 40 + randomBelow(random, 160);
    for (let tick = START + 1; tick <= end; tick += 1) own.run(input(tick));
    const surprised = START + 1 + randomBelow(random, 40);
    const surprise = rowsAt(px(1500) + randomBelow(random, px(900)));
    own.reconcile(surprised, LIFE, MOVER, surprise.body, 0, surprise.own);
    expect(newest(own)).toEqual(truth(surprise, surprised, end, input));
    expect(own.corrections.count).toBe(1);
  });

  it('[N4] runs at most the inputs that it kept, from the row that the server sent', () => {
    const input = controls(3);
    const own = predictor(rowsAt(px(2000)));
    const end = START + 400;
    for (let tick = START + 1; tick <= end; tick += 1) own.run(input(tick));
    const late = rowsAt(px(700));
    own.reconcile(START + 2, LIFE, MOVER, late.body, 0, late.own);
    expect(newest(own)).toEqual(truth(late, end - 255, end, input));
  });

  it('[N5] lets a small correction decay, and shows a large one at once', () => {
    for (const [movedPx, shownPx] of [
      [20, 0],
      [100, 100],
    ] as const) {
      const own = predictor(rowsAt(px(2000)));
      const idle = toyInput.view();
      for (let i = 0; i < 10; i += 1) own.run(idle);
      const surprise = rowsAt(px(2000 + movedPx));
      own.reconcile(START + 5, LIFE, MOVER, surprise.body, 0, surprise.own);
      expect(mover.view(newest(own).body).x).toBe(px(2000 + movedPx));
      expect(drawnX(own)).toBe(px(2000 + shownPx));
      let before = drawnX(own);
      for (let i = 0; i < 60; i += 1) {
        own.run(idle);
        expect(drawnX(own)).toBeGreaterThanOrEqual(before);
        before = drawnX(own);
      }
      expect(before).toBe(px(2000 + movedPx));
    }
  });

  it('[N4] goes back with a clock that is set back, and runs the ticks after it again', () => {
    const [first, second] = [controls(6), controls(7)];
    const own = predictor(rowsAt(px(2000)));
    for (let tick = START + 1; tick <= START + 60; tick += 1) own.run(first(tick));
    own.setBack(START + 20);
    for (let tick = START + 21; tick <= START + 50; tick += 1) own.run(second(tick));
    const input = (tick: number) => (tick <= START + 20 ? first(tick) : second(tick));
    expect(newest(own)).toEqual(truth(rowsAt(px(2000)), START, START + 50, input));
    expect([own.tick, own.corrections.count]).toEqual([START + 50, 0]);
  });

  it.each([
    [5, true],
    [100, false],
  ])('[N5] lets the way back of a clock that is set back by %i ticks decay, except a long one', (ticks, canDecay) => {
    const own = predictor(rowsAt(px(1000)));
    const input = toyInput.view();
    input.x = 1;
    for (let tick = START + 1; tick <= START + 120; tick += 1) own.run(input);
    const before = drawnX(own);
    own.setBack(START + 120 - ticks);
    expect(drawnX(own) === before).toBe(canDecay);
  });

  it('loses what it predicted where its clock is set back to before that', () => {
    const own = predictor(rowsAt(px(2000)));
    for (let tick = START + 1; tick <= START + 10; tick += 1) own.run(toyInput.view());
    own.setBack(START - 1);
    expect([own.hasOwn, own.tick]).toEqual([false, START - 1]);
  });

  it('[N5] smooths nothing between two lives, and counts no correction', () => {
    const own = predictor(rowsAt(px(2000)));
    for (let i = 0; i < 10; i += 1) own.run(toyInput.view());
    const reborn = rowsAt(px(2020));
    own.reconcile(START + 5, LIFE + 1, MOVER, reborn.body, 0, reborn.own);
    expect(drawnX(own)).toBe(px(2020));
    expect(own.corrections.count).toBe(0);
  });
});

import { checkControls } from '@starfray/bots';
import { describe, expect, it } from 'vitest';
import { input } from '../rules/index.ts';

function controls() {
  const row = input.view();
  return { row, checked: checkControls(input, row) };
}

describe('the controls of a bot', () => {
  it.each([
    [-1, 1023],
    [1024, 0],
    [1023, 1023],
    [-2049, 1023],
    [511.6, 512],
    [1023.9, 0],
  ])('[Z10] take any number as aim: %d is %d', (aim, taken) => {
    const { row, checked } = controls();
    checked.aim = aim;
    expect([row.aim, checked.aim]).toEqual([taken, taken]);
  });

  it.each<[keyof Pick<ReturnType<typeof input.view>, 'thrust' | 'aim' | 'boost' | 'fire'>, unknown, string]>([
    ['thrust', 9, 'controls.thrust = 9: give a whole number from 0 to 8'],
    ['thrust', -1, 'controls.thrust = -1: give a whole number from 0 to 8'],
    ['thrust', 1.5, 'controls.thrust = 1.5: give a whole number from 0 to 8'],
    ['thrust', Number.NaN, 'controls.thrust = NaN: give a whole number from 0 to 8'],
    ['fire', 2, 'controls.fire = 2: give a whole number from 0 to 1'],
    ['fire', 'yes', 'controls.fire = "yes": give a whole number from 0 to 1'],
    ['boost', undefined, 'controls.boost = undefined: give a whole number from 0 to 1'],
    ['aim', Number.NaN, 'controls.aim = NaN: give a number, of which 1024 are a turn'],
    ['aim', Number.POSITIVE_INFINITY, 'controls.aim = Infinity: give a number, of which 1024 are a turn'],
  ])('[Z10] refuse %s = %s where it is set, and keep what was', (column, value, message) => {
    const { row, checked } = controls();
    row[column] = 1;
    expect(() => Reflect.set(checked, column, value)).toThrow(new RangeError(message));
    expect(row[column]).toBe(1);
  });

  it('[Z10] take true and false for 1 and 0', () => {
    const { row, checked } = controls();
    Reflect.set(checked, 'fire', true);
    expect(row.fire).toBe(1);
  });

  it('[Z10] know no other columns, neither to set nor to read', () => {
    const { checked } = controls();
    const message = 'controls.trust: there is no such column, only thrust, aim, boost, fire, choose, say, special';
    expect(() => Reflect.set(checked, 'trust', 1)).toThrow(new TypeError(message));
    expect(() => Reflect.get(checked, 'trust')).toThrow(new TypeError(message));
  });
});

import { expect, it } from 'vitest';
import { ACTIONS } from './actions.ts';

it('has a touch control for every action', () => {
  expect(ACTIONS.length).toBeGreaterThan(0);
  for (const action of ACTIONS) expect(action.touchControl).toMatch(/stick|button/);
});

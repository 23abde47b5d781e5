import { actionFaults } from '@starfray/client/input';
import { expect, it } from 'vitest';
import { ACTIONS } from './actions.ts';

it('[E60] has a key, a pad control and a touch control for every action', () => {
  expect(actionFaults(ACTIONS)).toEqual([]);
});

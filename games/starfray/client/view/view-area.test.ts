import { VIEW_AREA } from '@starfray/client/view';
import { px } from '@starfray/shared/core';
import { expect, it } from 'vitest';
import { VIEW_AREA as GAME_AREA } from '../../rules/index.ts';

it('is the same on the page as in the game', () => expect(px(px(VIEW_AREA))).toBe(GAME_AREA));

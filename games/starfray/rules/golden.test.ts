import { hashHex } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { starfray } from './game.ts';

// Changes with every change of the rules, and then in a commit of its own that says so.
const FINGERPRINT = 'ed53ff49';

describe('golden', () => {
  it('[R1] the rules, the tables and a scripted fight of 300 ticks give the recorded hash', () => {
    expect(hashHex(starfray.fingerprint())).toBe(FINGERPRINT);
  });
});

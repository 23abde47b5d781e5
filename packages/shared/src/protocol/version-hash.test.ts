import { toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { defineInput, identify, int } from '../contract/index.ts';
import { versionHash } from './version-hash.ts';

describe('the version hash', () => {
  const hash = versionHash(toyGame);

  it('is eight digits, the same each time', () => {
    expect(hash).toMatch(/^[0-9a-f]{8}$/);
    expect(versionHash(toyGame)).toBe(hash);
  });

  it.each([
    ['the name', { identity: identify({ name: 'other' }) }],
    ['the version', { version: '2' }],
    ['the rules', { fingerprint: () => 1 }],
    ['the rates', { rates: { ticksPerSecond: 60, ticksPerFrame: 1 } }],
    ['what is in view', { viewSize: { ...toyGame.viewSize, margin: toyGame.viewSize.margin + 1 } }],
    ['the order of entities', { entities: toyGame.entities.toReversed() }],
    ['a column of the input', { input: defineInput({ thrust: int(0, 9) }, { thrust: 0 }) }],
    ['the events', { events: toyGame.events.slice(1) }],
  ])('changes with %s', (_what, change) => {
    expect(versionHash({ ...toyGame, ...change })).not.toBe(hash);
  });
});

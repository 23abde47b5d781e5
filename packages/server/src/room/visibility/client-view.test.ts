import { MAX_SLOTS } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { Runs } from '../replication/runs.ts';
import { ClientView } from './client-view.ts';

describe('the shape of a picture', () => {
  it('[V1] changes once a second at most, and is the last one asked for in the end', () => {
    const view = new ClientView(1, false, new Runs(MAX_SLOTS));
    view.setAspect(2, 1000);
    view.setAspect(0.5, 1100);
    view.setAspect(1, 1900);
    expect(view.aspect).toBe(2);
    view.settleAspect(2000);
    expect(view.aspect).toBe(1);
    view.setAspect(2, 5000);
    expect(view.aspect).toBe(2);
  });
});

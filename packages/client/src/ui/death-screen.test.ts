import { describe, expect, it } from 'vitest';
import { rewindLine } from './death-screen.ts';

describe('the death screen', () => {
  it('says by how much the view of the killer was old, when that explains something', () => {
    expect([rewindLine(0), rewindLine(20), rewindLine(72)]).toEqual([
      '',
      '',
      'By blaster, where they saw you 150 ms ago',
    ]);
  });
});

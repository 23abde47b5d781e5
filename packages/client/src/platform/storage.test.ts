import { describe, expect, it } from 'vitest';
import { browserMemory } from './storage.ts';

describe('browserMemory', () => {
  it('answers undefined where storage is forbidden', () => {
    const memory = browserMemory(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    memory.write('name', 'Ada');
    expect(memory.read('name')).toBeUndefined();
  });
});

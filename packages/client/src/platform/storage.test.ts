import { describe, expect, it } from 'vitest';
import { browserMemory, tabMemory } from './storage.ts';

describe('browserMemory', () => {
  it('answers undefined where storage is forbidden', () => {
    const memory = browserMemory(() => {
      throw new DOMException('denied', 'SecurityError');
    }, '');
    memory.write('name', 'Ada');
    expect(memory.read('name')).toBeUndefined();
  });
});

describe('tabMemory', () => {
  const blocked = (): Storage => {
    throw new DOMException('denied', 'SecurityError');
  };

  it('keeps values in the entry of the history where storage is forbidden, and nothing else of its state', () => {
    const history = {
      state: null as unknown,
      replaceState(state: unknown) {
        this.state = structuredClone(state);
      },
    };
    tabMemory(blocked, 'toy', history).write('seat', 'token');
    const reloaded = tabMemory(blocked, 'toy', history);
    reloaded.write('room', 'main');
    expect([reloaded.read('seat'), reloaded.read('room'), reloaded.read('name')]).toEqual(['token', 'main', undefined]);
  });

  it('forgets where even that is refused', () => {
    const history = {
      state: 'of another program',
      replaceState: () => {
        throw new DOMException('too often', 'SecurityError');
      },
    };
    const memory = tabMemory(blocked, 'toy', history);
    memory.write('seat', 'token');
    expect(memory.read('seat')).toBeUndefined();
  });
});

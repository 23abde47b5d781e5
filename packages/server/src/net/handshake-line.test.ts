import { describe, expect, it } from 'vitest';
import { HandshakeLine } from './handshake-line.ts';

/** A line beside ticks that are due or not, and what it has run so far. */
function line() {
  const state = { isTickDue: false };
  const deferred: (() => void)[] = [];
  const run: string[] = [];
  const handshakes = new HandshakeLine({ isTickDue: () => state.isTickDue, defer: (resume) => deferred.push(resume) });
  return {
    state,
    run,
    deferred,
    add: (name: string, more: () => void = () => undefined) =>
      handshakes.add(() => {
        run.push(name);
        more();
      }),
    /** The event loop comes by again. */
    turn: () => {
      for (const resume of deferred.splice(0)) resume();
    },
  };
}

describe('the line of handshakes', () => {
  it('[J21] runs a handshake at once while no tick is due', () => {
    const { add, run, deferred } = line();
    add('a');
    add('b');
    expect([run, deferred.length]).toEqual([['a', 'b'], 0]);
  });

  it('[J21] lets a tick that is due come first, and keeps the order', () => {
    const { add, run, state, turn } = line();
    state.isTickDue = true;
    add('a');
    add('b');
    state.isTickDue = false;
    add('c');
    expect(run).toEqual([]);
    turn();
    expect(run).toEqual(['a', 'b', 'c']);
  });

  it('[J21] goes on with those that are left after the tick that came due meanwhile', () => {
    const { add, run, state, turn } = line();
    state.isTickDue = true;
    add('a');
    add('b', () => {
      state.isTickDue = true;
    });
    add('c');
    state.isTickDue = false;
    turn();
    expect(run).toEqual(['a', 'b']);
    state.isTickDue = false;
    turn();
    expect(run).toEqual(['a', 'b', 'c']);
  });

  it('[J21] keeps nobody out where ticks are always due', () => {
    const { add, run, state, turn } = line();
    state.isTickDue = true;
    for (const name of ['a', 'b', 'c']) add(name);
    turn();
    turn();
    turn();
    expect(run).toEqual(['a', 'b', 'c']);
  });

  it('[J21] goes on after a handshake that failed', () => {
    const { add, run, state, turn } = line();
    state.isTickDue = true;
    add('a', () => {
      throw new Error('failed');
    });
    add('b');
    state.isTickDue = false;
    expect(turn).toThrow('failed');
    turn();
    expect(run).toEqual(['a', 'b']);
  });
});

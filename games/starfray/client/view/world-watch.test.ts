import { describe, expect, it } from 'vitest';
import { freePlace, ownRows, shotEntity, testClient } from './test-client.ts';
import { WorldWatch } from './world-watch.ts';

function watched() {
  const client = testClient();
  const { x, y } = freePlace(client.arena);
  client.own = ownRows(x, y, 0);
  const watch = new WorldWatch();
  watch.update(client);
  return { client, watch, x, y };
}

describe('WorldWatch', () => {
  it('sees the own ship come', () => expect(watched().watch.isBorn).toBe(true));
  it('sees own fire when the cooldown leaps up', () => {
    const { client, watch, x, y } = watched();
    client.own = ownRows(x, y, 12);
    watch.update(client);
    expect(watch.hasFired).toBe(true);
  });
  it('sees none while the cooldown runs down', () => {
    const { client, watch, x, y } = watched();
    client.own = ownRows(x, y, 12);
    watch.update(client);
    client.own = ownRows(x, y, 11);
    watch.update(client);
    expect(watch.hasFired).toBe(false);
  });
  it('counts the hull that was lost', () => {
    const { client, watch, x, y } = watched();
    client.own = ownRows(x, y, 0, 87);
    watch.update(client);
    expect(watch.wound).toBe(13);
  });
  it('sees a shot of another once', () => {
    const { client, watch, x, y } = watched();
    client.drawn = [shotEntity(5, 2, x, y, 60)];
    watch.update(client);
    expect(watch.muzzleCount).toBe(1);
    watch.update(client);
    expect(watch.muzzleCount).toBe(0);
  });
  it('takes what flies in the first picture for no news', () => {
    const client = testClient();
    client.drawn = [shotEntity(5, 2, 0, 0, 60)];
    const watch = new WorldWatch();
    watch.update(client);
    expect(watch.muzzleCount).toBe(0);
  });
});

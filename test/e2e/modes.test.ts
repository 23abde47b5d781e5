// Each mode in a browser, with the keyboard: from the menu into play, to the end of the ship, again, and out. The rules are those of the
// game; only the lobby is short, and a ship ends when the test says so.

import { phaseOf } from '@starfray/shared/contract';
import { FLAG, FRAY, LAST_LIGHT, MODE_FACTS, NO_SLOT, type StarfrayWorld } from '@starfray/starfray/rules';
import { serveStarfray } from '@starfray/starfray/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient, CLIENT_DIST } from '../../scripts/build.ts';
import { axeFaults } from '../support/axe.ts';
import { launchBrowser, until, type Visitor, visit } from './arena.ts';

const BOTS = 4;

let arena: Awaited<ReturnType<typeof serveStarfray>>;
let browser: Browser;
let url: string;
/** What the next steps do: end the pilot's ship, or all but one. */
const orders = { endsPilot: false, endsRound: false };

function interfere(world: StarfrayWorld): void {
  const { match, roster, tick } = world;
  if (world.arena.mode !== FRAY && phaseOf(match) === 'warm-up') match.endsTick = Math.min(match.endsTick, tick + 60);
  const pilots = [...roster].filter(({ slot }) => slot !== NO_SLOT);
  // The first in is the person who opened the room.
  if (orders.endsPilot) for (const { id, ship } of pilots) if (id === roster[0]?.id) ship.hull = 0;
  if (orders.endsRound) for (const { ship } of pilots.slice(1)) ship.hull = 0;
}

beforeAll(async () => {
  await buildClient();
  arena = await serveStarfray({
    ...{ host: '127.0.0.1', port: 0, clientDir: CLIENT_DIST, bots: BOTS, seed: 5, shedsLoad: false, maxSpectators: 10 },
    onStep: interfere,
  });
  browser = await launchBrowser();
  url = `http://localhost:${arena.port}/`;
});

afterAll(async () => {
  await browser?.close();
  await arena?.close({ drains: false });
});

// By keys alone: from the name to the chosen mode, by arrows to the wanted one, and on to the button.
async function choose({ page }: Visitor, place: number): Promise<void> {
  await page.waitForSelector('#modes label');
  await page.focus('#name');
  await page.keyboard.press('Tab');
  for (let i = 0; i < place; i += 1) await page.keyboard.press('ArrowDown');
  expect(await page.locator('#modes input:checked').getAttribute('value')).toBe(MODE_FACTS[place]?.name);
}

async function peopleIn(mode: string): Promise<number | undefined> {
  const answer = (await (await fetch(`${url}api/modes`)).json()) as { modes: { name: string; humans: number }[] };
  return answer.modes.find(({ name }) => name === mode)?.humans;
}

async function flies({ report }: Visitor): Promise<boolean> {
  return (await report()).own !== undefined;
}

async function lose(visitor: Visitor): Promise<void> {
  orders.endsPilot = true;
  await until(async () => !(await flies(visitor)), 'the ship has ended');
  orders.endsPilot = false;
}

async function playFrom(place: number): Promise<Visitor> {
  const visitor = await visit(browser, url);
  await choose(visitor, place);
  await visitor.page.keyboard.press('Enter');
  await until(() => flies(visitor), 'the ship is there');
  const { status } = await visitor.report();
  const { name = '' } = MODE_FACTS[place] ?? {};
  expect(status).toMatchObject({ room: place === FRAY ? 'main' : name });
  await until(async () => (await peopleIn(name)) === 1, 'the pilot counts for its mode');
  return visitor;
}

async function leaveBy({ page }: Visitor): Promise<void> {
  await page.getByRole('button', { name: 'Leave the game' }).click();
  await page.waitForSelector('#menu:not([hidden])');
}

describe('a mode in a browser', () => {
  it.each([
    ['Fray', FRAY],
    ['Flag', FLAG],
  ])('[E54] %s: landing, choosing, playing, losing the ship, again, leaving', async (_title, place) => {
    const visitor = await playFrom(place);
    const { page } = visitor;
    if (place === FLAG) {
      await until(async () => (await page.textContent('.match-board'))?.includes('Comets') === true, 'both sides show');
      await until(async () => (await visitor.report()).match?.phase === 'play', 'play begins');
      await until(() => flies(visitor), 'the match has begun');
    }
    await lose(visitor);
    await page.waitForSelector('.death:not([hidden])');
    await until(async () => {
      await page.keyboard.press('Space');
      return flies(visitor);
    }, 'the ship is there again');
    await leaveBy(visitor);
    expect(await page.locator('#modes input:checked').getAttribute('value')).toBe(MODE_FACTS[place]?.name);
    expect((await visitor.report()).stats.desyncs).toBe(0);
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('[E54] Last Light: who is out watches the others, sees who won, and flies in the next round', async () => {
    const visitor = await playFrom(LAST_LIGHT);
    const { page } = visitor;
    await until(async () => (await visitor.report()).match?.phase === 'play', 'play begins');
    await until(() => flies(visitor), 'the round has begun');
    await lose(visitor);
    await until(
      async () => (await page.textContent('.mode-line'))?.includes('You are watching') === true,
      'the page says that the pilot is out',
    );
    expect(await page.locator('.death').isHidden()).toBe(true);
    await until(async () => (await visitor.report()).ships.length > 0, 'the director has found a ship');
    expect(await axeFaults(page)).toEqual([]);
    orders.endsRound = true;
    await until(async () => (await page.textContent('.match-banner'))?.endsWith(' wins') === true, 'the result shows');
    orders.endsRound = false;
    await until(() => flies(visitor), 'the next round has begun');
    await leaveBy(visitor);
    expect((await visitor.report()).stats.desyncs).toBe(0);
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('[E55] a link says its mode, and opens a room of it', async () => {
    const visitor = await visit(browser, `${url}r/den?mode=flag`);
    const { page } = visitor;
    expect(await page.locator('#modes').isHidden()).toBe(true);
    await page.click('#play');
    await until(() => flies(visitor), 'the ship is there');
    await until(
      async () => (await page.textContent('#room-line')) === 'Invited to room den · Flag',
      'the menu names it',
    );
    expect(arena.rooms.status().rooms.find(({ id }) => id === 'den')).toMatchObject({ mode: 'flag' });
    await visitor.leave();
  });
});

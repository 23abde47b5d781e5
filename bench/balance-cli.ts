// `pnpm balance`: how fair upgrades are, and what a newcomer meets. See docs/rules.md.

import { Command, InvalidArgumentError } from 'commander';
import { type BalanceFigures, measureBalance } from './balance.ts';

const MIN_FAIR = 0.4;
const MAX_FAIR = 0.6;

function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > 1_000_000)
    throw new InvalidArgumentError('give a whole number from 1 to 1000000.');
  return value;
}

const program = new Command('balance')
  .description(
    'Duels between ships with different upgrades, and rooms of fill bots with a newcomer, in virtual time by the real rules.',
  )
  .option('--matches <number>', 'duels; there is a room of three minutes for every ten of them', count, 200)
  .option('--seed <number>', 'the same seed gives the same figures', count, 1)
  .option('--json', 'print the figures as JSON')
  .parse();

const { matches, seed, json } = program.opts<{ matches: number; seed: number; json?: true }>();
const figures = measureBalance(matches, seed);
console.log(json === true ? JSON.stringify(figures, undefined, 2) : table(figures));

function table({ upgrades, duels, rooms }: BalanceFigures): string {
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
  const isFair = (part: number) => part >= MIN_FAIR && part <= MAX_FAIR;
  return [
    '| upgrade | duels | won | chosen when offered |',
    '|---|---|---|---|',
    ...Object.entries(upgrades).map(
      ([name, { duels: fought, winShare, pickShare }]) =>
        `| \`${name}\` | ${fought} | ${percent(winShare)}${isFair(winShare) ? '' : ' (!)'} | ${percent(pickShare)} |`,
    ),
    '',
    `Duels without a winner: ${duels.draws}. Seconds to the kill: ${duels.secondsToKill.p50} (p50), ${duels.secondsToKill.p90} (p90).`,
    `Rooms: ${rooms.count}. Runs: ${rooms.runs}, of which ${percent(rooms.reachedLevel5)} reached level 5.`,
    `Kills for each death: weak ${rooms.killsPerDeath.weak}, medium ${rooms.killsPerDeath.medium}, strong ${rooms.killsPerDeath.strong}.`,
    `Kills by weapon: ${Object.entries(rooms.killShares)
      .map(([name, part]) => `${name} ${percent(part)}`)
      .join(', ')}.`,
    `Newcomers with a kill in their first three minutes: ${percent(rooms.newcomersWithAKill)}; deaths: ${rooms.newcomerDeaths}.`,
  ].join('\n');
}

// The command `scale`, of `pnpm bench` and of the bundle that machines without packages run.

import { type Command, InvalidArgumentError } from 'commander';
import { benchScale } from './scale.ts';
import { describeStep } from './scale-text.ts';

const DEFAULT_SIZES = '500,1000,2000,3000,4000';
const MAX_THREADS = 64;

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}

function sizes(text: string): number[] {
  return text.split(',').map(count);
}

function threads(text: string): string {
  const value = Number(text);
  if (text !== 'auto' && !(Number.isInteger(value) && value >= 0 && value <= MAX_THREADS)) {
    throw new InvalidArgumentError(`Give auto, or 0 to ${MAX_THREADS}.`);
  }
  return text;
}

/** @param server Sources or package of the build that is measured by default. */
export function addScale(program: Command, server: string): void {
  program
    .command('scale')
    .description('the largest room that holds, and what each thread of its server costs')
    .option('--players <sizes>', 'sizes to try, with commas between', sizes, sizes(DEFAULT_SIZES))
    .option(
      '--threads <count>',
      "the server's --threads: auto, or so many; left out for a build without it",
      threads,
      'auto',
    )
    .option('--server <folder>', 'sources or package of the build that is measured', server)
    .option('--before <folder>', 'those of another build, measured in turn with it')
    .option('--seconds <count>', 'measured for each size, once all are in', count, 12)
    .option('--within-seconds <count>', 'no size is begun that would end later', count, 340)
    .option('--json', 'one line of JSON')
    .action(async ({ json, ...options }) => {
      const report = await benchScale({ ...options, onStep: (step) => console.error(describeStep(step)) });
      console.log(json === true ? JSON.stringify(report) : JSON.stringify(report, undefined, 2));
      process.exitCode = report.largest.now > 0 ? 0 : 1;
    });
}

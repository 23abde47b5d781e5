// `pnpm bench`: the benchmarks, each of which ends with one JSON object.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { benchCluster } from './cluster.ts';
import { benchCrowd } from './crowd.ts';
import { benchFeel } from './feel.ts';
import { benchFeelLive, type FeelLiveOptions } from './feel-live.ts';
import { benchJoins, type JoinsOptions } from './joins.ts';
import { benchMemory, type MemoryOptions } from './memory.ts';
import { benchPacked } from './packed.ts';
import { benchFeelPairs, benchRoomPairs, type RoomPairsOptions } from './pairs.ts';
import { benchParty } from './party.ts';
import { canPin } from './processes.ts';
import { benchRoom } from './room.ts';
import { addScale } from './scale-command.ts';
import { benchSiege, type SiegeOptions } from './siege.ts';
import { benchSmooth, type SmoothOptions } from './smooth.ts';
import { benchStall, type StallOptions } from './stall.ts';
import { benchStart, type StartOptions } from './start.ts';
import { benchStore } from './store.ts';
import { benchVisitor, type VisitorOptions } from './visitor.ts';
import { benchWake, type WakeOptions } from './wake.ts';
import { benchWs } from './ws.ts';

const DEFAULT_STEPS: readonly number[] = [100, 300, 500];

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}

// The first one given takes the place of the defaults.
function counts(text: string, before: readonly number[]): readonly number[] {
  return before === DEFAULT_STEPS ? [count(text)] : [...before, count(text)];
}

function print(result: object, { json }: { json?: boolean }): void {
  console.log(json === true ? JSON.stringify(result) : JSON.stringify(result, undefined, 2));
}

/** What a command does that ends in a verdict: prints it, and exits with 1 where it failed. */
function judged<O extends object>(
  run: (options: O) => Promise<{ readonly passed: boolean }>,
): (options: O & { json?: boolean }) => Promise<void> {
  return async (options) => {
    const result = await run(options);
    print(result, options);
    process.exitCode = result.passed ? 0 : 1;
  };
}

interface FeelOptions extends Omit<FeelLiveOptions, 'server'> {
  readonly live?: true;
}

async function feel({ live, ...options }: FeelOptions): Promise<{ readonly passed: boolean }> {
  if (live === true) return benchFeelLive({ ...options, server: join(import.meta.dirname, '..') });
  return options.before === undefined ? benchFeel() : benchFeelPairs(options.before);
}

const program = new Command('bench').description('What Starfray costs. Measure on a quiet machine.').exitOverride();

program
  .command('wake')
  .description(
    'how soon front ends in other threads begin with a tick that was published, and what that costs, in three ways',
  )
  .option('--front-ends <count>', 'threads to wake', count, 1)
  .option('--clients <count>', 'sockets of the first one, with 30 messages a second each', count, 60)
  .option('--seconds <count>', 'for each way', count, 3)
  .option('--json', 'one line of JSON')
  .action(async (options: WakeOptions & { json?: boolean }) => print(await benchWake(options), options));

program
  .command('room')
  .description('one room in process, on memory links: CPU and bytes per snapshot to a client, allocation, tick time')
  .option('--players <count>', 'players in the room', count, 500)
  .option('--seed <number>', 'seed of the map and the pilots', count, 1)
  .option(
    '--before <folder>',
    'sources of another build, its packages installed: its cost and its bytes beside these, with a verdict',
  )
  .option('--pairs <count>', 'with --before: alternating pairs of runs', count, 5)
  .option('--json', 'one line of JSON')
  .action(({ before, ...options }) =>
    before === undefined
      ? print(benchRoom(options), options)
      : judged((given: RoomPairsOptions) => benchRoomPairs(given))({ ...options, before }),
  );

program
  .command('ws')
  .description('the whole server over sockets, against a bare ws server that sends the same sizes at the same rate')
  .option('--players <count>', 'clients, eight of them real', count, 300)
  .option('--pairs <count>', 'alternating pairs of runs', count, 5)
  .option('--before <folder>', 'another build that speaks the same wire, measured in the same turns')
  .option('--json', 'one line of JSON')
  .action(async (options) => print(await benchWs(options), options));

program
  .command('crowd')
  .description(
    'one room full of players on real sockets, with a verdict: 60 ticks a second, and 15 snapshots for everyone',
  )
  .option('--players <count>', 'clients, eight of them real', count, 1000)
  .option('--seconds <count>', 'measured, once all are in', count, 20)
  .option('--json', 'one line of JSON')
  .action(judged(benchCrowd));

addScale(program, join(import.meta.dirname, '..'));

program
  .command('packed')
  .description(
    'all players in one view, beside the same spread out, over sockets, with a verdict: at most twice the cost',
  )
  .option('--players <count>', 'clients, eight of them real', count, 1000)
  .option('--pairs <count>', 'alternating pairs of runs', count, 2)
  .option('--json', 'one line of JSON')
  .action(judged(benchPacked));

program
  .command('feel')
  .description('from a key to another screen, by stages, over three lines in virtual time, with a verdict')
  .option('--before <folder>', 'sources of another build, its packages installed: how much later each stage is')
  .option('--live', 'on real sockets and by the real clock, on loopback: with threads, if the server has them')
  .option('--threads <count>', "with --live: the server's --threads", '0')
  .option('--presses <count>', 'with --live', count, 200)
  .option('--json', 'one line of JSON')
  .action(judged(feel));

program
  .command('stall')
  .description(
    'a line that stands still for three seconds, through the TCP proxy, with a verdict: the present within 300 ms',
  )
  .option('--stalls <count>', 'one after the other', count, 5)
  .option('--json', 'one line of JSON')
  .action(judged((options: StallOptions) => benchStall(options)));

program
  .command('soak')
  .description('a room played in for minutes of virtual time, and rooms made and destroyed: the heap after each')
  .option('--minutes <count>', 'of play', count, 20)
  .option('--rooms <count>', 'made and destroyed', count, 1000)
  .option('--json', 'one line of JSON')
  .action((options) => {
    const script = join(import.meta.dirname, 'soak.ts');
    const args = ['--expose-gc', script, String(options.minutes), String(options.rooms)];
    print(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })), options);
  });

program
  .command('party')
  .description('two browser pages and fifty bots in one room, with a verdict: no error anywhere, no desync')
  .option('--seconds <count>', 'how long they play', count, 180)
  .option('--pictures <directory>', 'where the two screenshots go', 'test-results/party')
  .option('--json', 'one line of JSON')
  .action(judged(benchParty));

program
  .command('smooth')
  .description('a page in Chromium over a phone network, with a verdict: nothing drawn steps back or jumps')
  .option('--rounds <count>', 'rounds of ten seconds', count, 3)
  .option('--json', 'one line of JSON')
  .action(judged<SmoothOptions>(benchSmooth));

program
  .command('store')
  .description(
    'results written to the embedded store beside a loop that ticks, with a verdict: no tick waits for the disk',
  )
  .option('--per-second <count>', 'results a second', count, 5000)
  .option('--seconds <count>', 'with the writes, and as many without', count, 10)
  .option('--json', 'one line of JSON')
  .action(judged(benchStore));

program
  .command('siege')
  .description('people play while the server is besieged, with a verdict: nobody notices, and all memory is given back')
  .option('--players <count>', 'who play', count, 50)
  .option('--half-open <count>', 'handshakes that are never finished', count, 1000)
  .option('--silent <count>', 'connections that join and say nothing', count, 1000)
  .option('--joins <count>', 'a flood of joins', count, 2000)
  .option('--slow-readers <count>', 'players who never read', count, 100)
  .option('--seconds <count>', 'how long it lasts', count, 30)
  .option('--recovery-seconds <count>', 'until memory is looked at', count, 30)
  .option('--json', 'one line of JSON')
  .action(judged((options: Omit<SiegeOptions, 'isPinned'>) => benchSiege({ ...options, isPinned: canPin() })));

program
  .command('joins')
  .description(
    'a crowd arrives within some seconds, with a verdict: all are in three seconds later, and those who play notice nothing',
  )
  .option('--players <count>', 'who arrive', count, 1000)
  .option('--seconds <count>', 'in which they arrive', count, 2)
  .option('--before <folder>', 'sources of another build, its packages installed, measured first')
  .option('--json', 'one line of JSON')
  .action(judged((options: Omit<JoinsOptions, 'isPinned'>) => benchJoins({ ...options, isPinned: canPin() })));

program
  .command('start')
  .description('from `starfray serve` of the built package to the first 200 of /readyz, the first time and again')
  .option('--starts <count>', 'after the first', count, 7)
  .option('--port <number>', 'to serve at', count, 8099)
  .option('--before <folder>', "another build's package, started in turn with this one")
  .option('--json', 'one line of JSON')
  .action(async (options: StartOptions & { json?: boolean }) => print(await benchStart(options), options));

program
  .command('memory')
  .description('what a player costs in memory: the whole server, idle and with so many bots on real sockets')
  .option('--players <count...>', 'how many play, step by step', counts, DEFAULT_STEPS)
  .option('--seconds <count>', 'how long each step lasts', count, 20)
  .option('--json', 'one line of JSON')
  .action(async (options: Omit<MemoryOptions, 'isPinned'> & { json?: boolean }) =>
    print(await benchMemory({ ...options, isPinned: canPin() }), options),
  );

program
  .command('visitor')
  .description('a player beside one address that asks for more than its share: when snapshots come, and game time lost')
  .option('--seconds <count>', 'how long each way of asking lasts', count, 10)
  .option('--before <folder>', 'sources of another build, its packages installed, measured in turn with this one')
  .option('--json', 'one line of JSON')
  .action(async (options: Omit<VisitorOptions, 'isPinned'> & { json?: boolean }) =>
    print(await benchVisitor({ ...options, isPinned: canPin() }), options),
  );

program
  .command('cluster')
  .description('three nodes and a real Redis full of bots, with a verdict: a node is killed, and Redis is away')
  .option('--bots <count>', 'in all', count, 300)
  .option('--away-seconds <count>', 'how long Redis is away', count, 30)
  .option('--json', 'one line of JSON')
  .action(judged(benchCluster));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof Error && 'exitCode' in error)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

// `pnpm --dir bench/peers bench`: one scene on Starfray's engine, on its peers and on the floors, in turns, on one core each. Ends with a
// JSON object. Floors are servers that do nothing but receive and send: what others may build on.

import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { canPin, cpuMsOf, lineOf, pinned, stopped } from '../processes.ts';
import { median } from '../statistics.ts';
import { hindrance, runtimeOf } from './runtimes.ts';
import { TICK_MS, TICKS_PER_SECOND } from './scene.ts';
import type { ServerReport, Truth } from './server-report.ts';

const WARM_UP_MS = 4000;
const MEASURED_MS = 8000;
/** What a client must get at least, and how uneven ticks may be, for so many players to be held. */
const MIN_SHARE = 0.95;
const MAX_PERIODS = 1.5;

const SERVERS = {
  bare: { file: 'plain-server.ts', args: ['bare'], load: 'bare' },
  'bare-net': { file: 'net-server.ts', args: [], load: 'bare' },
  'bare-bun': { file: 'bun-server.ts', args: [], load: 'bare' },
  'bare-uws': { file: 'uws-server.ts', args: [], load: 'bare' },
  starfray: { file: 'starfray-server.ts', args: [], load: 'starfray' },
  /** With inputs as its own clients send them: when they change, and every 200 ms. */
  'starfray-changes': { file: 'starfray-server.ts', args: [], load: 'starfray-changes' },
  msgpackr: { file: 'plain-server.ts', args: ['msgpackr'], load: 'msgpackr' },
  json: { file: 'plain-server.ts', args: ['json'], load: 'json' },
  'colyseus-view': { file: 'colyseus-server.ts', args: ['view'], load: 'colyseus' },
  'colyseus-rooms': { file: 'colyseus-server.ts', args: ['rooms'], load: 'colyseus' },
  nengi: { file: 'nengi-server.ts', args: [], load: 'nengi' },
} as const;
type ServerName = keyof typeof SERVERS;

interface Load {
  readonly seconds: number;
  readonly messages: number;
  readonly inputs: number;
  readonly leastRate: number;
  readonly cpuShare: number;
  readonly desyncs: number;
  readonly inView?: number;
  /** What a few clients held once everybody stood still, as places. */
  readonly held: readonly (readonly string[])[];
}

interface Run extends Load, ServerReport {
  /** Server CPU for each state that reached a client. */
  readonly micros: number;
  readonly serverCpuShare: number;
  /** Clients that held anything else than what their view should show, of those that were asked. */
  readonly wrong: number;
}

async function run(name: ServerName, players: number): Promise<Run> {
  const isPinned = canPin();
  const { file, args, load } = SERVERS[name];
  const here = (script: string) => join(import.meta.dirname, script);
  const server = pinned([here(file), ...args, String(players)], isPinned, 0, runtimeOf(file));
  const port = await lineOf(server, /^port (\d+)$/);
  const clients = pinned(
    [here('load.ts'), load, port, String(players), String(WARM_UP_MS), String(MEASURED_MS)],
    isPinned,
    1,
  );
  const result = lineOf(clients, /^(\{.*\})$/);
  await lineOf(clients, /^(measuring|\{.*)$/);
  server.kill('SIGUSR2');
  const before = cpuMsOf(server);
  await lineOf(clients, /^(measured|\{.*)$/);
  const cpuMs = cpuMsOf(server) - before;
  const seen: Load | { error: string } = JSON.parse(await result);
  const report = lineOf(server, /^(\{.*\})$/);
  await stopped(server);
  if (clients.exitCode === null) await stopped(clients);
  if ('error' in seen) throw new Error(`${name} with ${players}: ${seen.error}`);
  const told: ServerReport = JSON.parse(await report);
  // Ready bytes tell nothing that could be wrong.
  const wrong = told.truth.views.length === 0 ? 0 : seen.held.filter((places) => !isTrue(places, told.truth)).length;
  const micros = (cpuMs * 1000) / seen.messages;
  return { ...seen, ...told, micros, serverCpuShare: cpuMs / 1000 / seen.seconds, wrong };
}

/** Everything that somebody's view shows is held, and nothing that is nowhere: what has just left a view may still be held. */
function isTrue(held: readonly string[], { places, views }: Truth): boolean {
  const [own, all] = [new Set(held), new Set(places)];
  return held.every((place) => all.has(place)) && views.some((view) => view.every((place) => own.has(place)));
}

function holds({ leastRate, intervalP99Ms }: Run): boolean {
  return leastRate >= MIN_SHARE * TICKS_PER_SECOND && intervalP99Ms <= MAX_PERIODS * TICK_MS;
}

/** The largest number of players that a server holds, in steps. */
async function largest(name: ServerName, from: number, step: number, most: number): Promise<number> {
  let held = 0;
  for (let players = from; players <= most; players += step) {
    const outcome = await run(name, players).catch(() => undefined);
    if (outcome === undefined || !holds(outcome)) break;
    held = players;
  }
  return held;
}

function describe(runs: readonly Run[]): object {
  const of = (value: (run: Run) => number) => Number(median(runs.map(value)).toFixed(2));
  const inView = runs[0]?.inView;
  return {
    cpuMicrosPerState: of(({ micros }) => micros),
    bytesPerState: of(({ bytesMean }) => bytesMean),
    tickIntervalP99Ms: of(({ intervalP99Ms }) => intervalP99Ms),
    leastStatesPerSecond: of(({ leastRate }) => leastRate),
    inputsPerState: of(({ inputs, messages }) => inputs / messages),
    serverCpuShare: of(({ serverCpuShare }) => serverCpuShare),
    loadCpuShare: of(({ cpuShare }) => cpuShare),
    holds: runs.every(holds),
    desyncs: of(({ desyncs }) => desyncs),
    clientsChecked: of(({ held }) => held.length),
    clientsWrong: of(({ wrong }) => wrong),
    ...(inView === undefined ? {} : { inView: Number(inView.toFixed(1)) }),
  };
}

/** The servers that cannot run on this machine, and why; each in a line of its own, too. */
function hindrances(names: readonly ServerName[]): Readonly<Record<string, string>> {
  const found = names.flatMap((name) => {
    const reason = hindrance(SERVERS[name].file);
    return reason === undefined ? [] : [[name, reason] as const];
  });
  for (const [name, reason] of found) console.error(`${name} is not measured: ${reason}`);
  return Object.fromEntries(found);
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}

const program = new Command('peers')
  .description(
    'One scene on Starfray, on its peers and on the floors (bare ws, bare net, Bun, uWebSockets.js): CPU and bytes a state, and the largest crowd that holds.',
  )
  .option('--players <count>', 'clients', whole, 500)
  .option('--rounds <count>', 'runs of each server, in turns', whole, 3)
  .option('--largest <step>', 'also look for the largest crowd, in steps of so many', whole)
  .option('--from <count>', 'where that search begins', whole, 250)
  .option('--servers <names>', 'only these, with commas between')
  .option('--json', 'one line of JSON')
  .action(async ({ players, rounds, largest: step, from, servers, json }) => {
    const wanted: readonly string[] | undefined = servers?.split(',');
    const asked = (Object.keys(SERVERS) as ServerName[]).filter((name) => wanted?.includes(name) !== false);
    const notMeasured = hindrances(asked);
    const names = asked.filter((name) => !(name in notMeasured));
    const runs = new Map<ServerName, Run[]>(names.map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) runs.get(name)?.push(await run(name, players));
    }
    const crowds: Record<string, number> = {};
    if (step !== undefined) for (const name of names) crowds[name] = await largest(name, from, step, 3000);
    const result = {
      players,
      servers: Object.fromEntries(names.map((name) => [name, describe(runs.get(name) ?? [])])),
      notMeasured,
      ...(step === undefined ? {} : { largest: crowds }),
    };
    console.log(json === true ? JSON.stringify(result) : JSON.stringify(result, undefined, 2));
  });

await program.parseAsync();

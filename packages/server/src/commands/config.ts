// `starfray config`: what the server would run with, and from where.

import { configSchema, type GameNames, masked, OPTIONS } from '../config/options.ts';
import { type Environment, type Flags, optionsOf } from './effective-options.ts';

/** Where /metrics are with --metrics-port alone. */
const METRICS_HOST = '127.0.0.1';

/** Prints each option, its value and its source. @throws OperatorFault when they are no good. */
export async function printConfig(flags: Flags, environment: Environment, games: GameNames): Promise<void> {
  const { options, given } = await optionsOf(flags, environment, games);
  const rows = OPTIONS.map(({ name }) => ({
    name,
    value: masked(name, options[name] ?? (name === 'metricsHost' ? METRICS_HOST : undefined)),
    source: given[name]?.where ?? 'default',
  }));
  if (flags['json'] === true) {
    console.log(JSON.stringify(Object.fromEntries(rows.map(({ name, value, source }) => [name, { value, source }]))));
    return;
  }
  const [widestName, widestValue] = [rows.map(({ name }) => name), rows.map(({ value }) => shown(value))].map((texts) =>
    Math.max(...texts.map((text) => text.length)),
  );
  for (const { name, value, source } of rows) {
    console.log(`${name.padEnd(widestName ?? 0)}  ${shown(value).padEnd(widestValue ?? 0)}  ${source}`);
  }
}

export function printConfigSchema(games: GameNames): void {
  console.log(JSON.stringify(configSchema(games), null, 2));
}

function shown(value: unknown): string {
  if (value === undefined) return '-';
  return Array.isArray(value) ? value.join(' ') || '-' : String(value);
}

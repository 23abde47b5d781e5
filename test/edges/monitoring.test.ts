// The files for an operator's monitoring against what a server really serves: every metric, every label and every label's value.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningBot } from '@starfray/bots';
import { createBot, createWanderer } from '@starfray/starfray/bots';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { findProgram } from '../support/chromium.ts';
import { type MetricFamily, parseExposition } from '../support/exposition.ts';
import { type Started, startStarfray } from '../support/started.ts';

const ROOT = join(import.meta.dirname, '../..');
const ALERTS = join(ROOT, 'deploy/alerts.yml');
const WAIT = { timeout: 240_000, interval: 50 };
/** What Prometheus itself adds to every sample. */
const OF_PROMETHEUS = ['instance', 'job'];

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly title: string;
  readonly fieldConfig: {
    readonly defaults: { readonly unit: string };
    readonly overrides: readonly {
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: string }[];
    }[];
  };
  readonly targets: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
}

let folder: string;
let server: Started;
let bot: RunningBot;
let text: string;
let families: Map<string, MetricFamily>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfray-monitoring-'));
  server = await startStarfray({ bots: 2, data: folder, metricsPort: 0, threads: 2 });
  const { port, metricsPort } = server.host;
  bot = createBot({ url: `http://127.0.0.1:${port}`, name: 'Ann', think: createWanderer() });
  // A join that is refused.
  await fetch(`http://127.0.0.1:${port}/ws`, { headers: { upgrade: 'websocket', connection: 'upgrade' } }).catch(
    () => undefined,
  );
  await vi.waitFor(async () => {
    text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    families = parseExposition(text);
    expect(families.get('starfray_disk_free_bytes')?.samples.size).toBe(1);
    // Of the bot's points, which a server with --data keeps once a second.
    expect(figure('store_last_commit_timestamp_seconds')).toBeGreaterThan(1.7e9);
    expect(
      families.get('starfray_tick_duration_seconds')?.samples.get('{room="main",quantile="0.99"}'),
    ).toBeGreaterThan(0);
  }, WAIT);
});

afterAll(async () => {
  bot.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

const figure = (name: string) => families.get(`starfray_${name}`)?.samples.get('') ?? Number.NaN;

/** What is wrong with the metrics that an expression of PromQL names. */
function faultsOf(expression: string): string[] {
  const uses = [...expression.matchAll(/\b(starfray_\w+)(?:\{([^}]*)\})?/g)];
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/, */));
  return uses.flatMap(([, name = '', matchers = '']) => {
    const family = families.get(name);
    if (family === undefined) return [`${name} is not served`];
    const known = labelsOf(name);
    const faults = [...matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].flatMap(([, label = '', how, value = '']) => {
      if (OF_PROMETHEUS.includes(label)) return [];
      if (!known.has(label)) return [`${name} has no label ${label}`];
      const isSeen = [...family.samples.keys()].some((labels) => labels.includes(`${label}="${value}"`));
      return how === '=' && !isSeen ? [`${name} has no ${label}="${value}"`] : [];
    });
    const strange = grouped.filter((label) => !known.has(label) && !OF_PROMETHEUS.includes(label));
    return [...faults, ...strange.map((label) => `${name} has no label ${label}`)];
  });
}

/** As docs/hosting.md lists them, which a test of its own checks: a counter that has counted nothing shows none. */
function labelsOf(name: string): ReadonlySet<string> {
  const page = readFileSync(join(ROOT, 'docs/hosting.md'), 'utf8');
  const row = new RegExp(`^\\| \`${name}\` \\| (.*?) \\|`, 'm').exec(page)?.[1] ?? '';
  return new Set([...row.matchAll(/`(\w+)`/g)].map(([, label = '']) => label));
}

/** Grafana's unit for what an expression of PromQL gives, by the name of its metric and by whether it is a rate. */
function unitOf(expression: string): string {
  const [name = ''] = /starfray_\w+/.exec(expression) ?? [];
  const isRate = /\brate\(/.test(expression);
  // Seconds in a second are a share.
  if (/_seconds(_total)?$/.test(name)) return isRate ? 'percentunit' : 's';
  if (/_bytes(_total)?$/.test(name)) return isRate ? 'Bps' : 'bytes';
  if (name.endsWith('_ratio')) return 'percentunit';
  return isRate ? 'ops' : 'short';
}

/** The unit that a panel shows a query in. */
function shownUnit({ fieldConfig: { defaults, overrides } }: Panel, refId: string): string | undefined {
  const own = overrides.find(({ matcher }) => matcher.id === 'byFrameRefID' && matcher.options === refId);
  return own?.properties.find(({ id }) => id === 'unit')?.value ?? defaults.unit;
}

describe('the figures of store and disk', () => {
  it('[P14] are those of the moment', () => {
    expect(figure('store_up')).toBe(1);
    expect(figure('store_pending_writes')).toBeGreaterThanOrEqual(0);
    expect(figure('store_last_commit_timestamp_seconds')).toBeLessThan(Date.now() / 1000 + 1);
    expect(figure('disk_free_bytes')).toBeGreaterThan(0);
    expect(figure('disk_size_bytes')).toBeGreaterThan(figure('disk_free_bytes'));
  });
});

describe('a server without --data', () => {
  it('[P14] tells of no disk, rather than of a full one', async () => {
    const other = await startStarfray({ metricsPort: 0 });
    const served = parseExposition(await (await fetch(`http://127.0.0.1:${other.host.metricsPort}/metrics`)).text());
    const names = ['disk_free_bytes', 'disk_size_bytes', 'store_last_commit_timestamp_seconds'];
    for (const name of names) expect([name, served.get(`starfray_${name}`)?.samples.size]).toEqual([name, 0]);
    await other.stop();
  });
});

describe('deploy/alerts.yml', () => {
  const rules = (parse(readFileSync(ALERTS, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
    (group) => group.rules,
  );

  it('[P15] names only what is served', () => {
    expect(rules.length).toBeGreaterThan(8);
    expect(rules.flatMap(({ alert, expr }) => faultsOf(expr).map((fault) => `${alert}: ${fault}`))).toEqual([]);
  });

  it('[P15] says for every alert what it means and what to do', () => {
    for (const { alert, annotations } of rules) {
      expect(annotations['summary'], alert).toMatch(/\S/);
      expect(annotations['description'], alert).toMatch(/\.$/);
    }
  });
});

describe('deploy/grafana.json', () => {
  const { panels } = JSON.parse(readFileSync(join(ROOT, 'deploy/grafana.json'), 'utf8')) as { panels: Panel[] };

  it('[P15] names only what is served, in legends, too', () => {
    expect(panels.length).toBeGreaterThan(15);
    const faults = panels.flatMap(({ title, targets }) =>
      targets.flatMap(({ expr, legendFormat }) => {
        const names = [...expr.matchAll(/starfray_\w+/g)].map(([name]) => name);
        expect(names.length, title).toBeGreaterThan(0);
        const labels = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
        const strange = labels.filter(
          (label) => !OF_PROMETHEUS.includes(label) && !names.some((name) => labelsOf(name).has(label)),
        );
        return [...faultsOf(expr), ...strange.map((label) => `no label ${label}`)].map((fault) => `${title}: ${fault}`);
      }),
    );
    expect(faults).toEqual([]);
  });

  it('[W40] shows every figure in its unit', () => {
    const shown = panels.flatMap((panel) =>
      panel.targets.map(({ expr, refId }) => [panel.title, refId, shownUnit(panel, refId), unitOf(expr)] as const),
    );
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter(([, , unit, right]) => unit !== right)).toEqual([]);
  });

  it('[P15] shows every metric but those of the build and of the stop', () => {
    const shown = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join(' ');
    const missing = [...families.keys()].filter((name) => !shown.includes(name));
    expect(missing.toSorted()).toEqual([
      'starfray_dependency_latency_seconds',
      'starfray_dependency_up',
      'starfray_disk_size_bytes',
      'starfray_draining',
      'starfray_info',
      'starfray_inputs_received_total',
      'starfray_snapshot_sent_bytes_total',
      'starfray_store_up',
      'starfray_thread_up',
      'starfray_ticks_total',
    ]);
  });
});

describe.runIf(findProgram(['promtool']) !== undefined)('promtool', () => {
  function check(args: readonly string[], input?: string) {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', ...args], { input, encoding: 'utf8' });
    return { status, output: `${stdout}${stderr}` };
  }

  it('[P15] finds nothing to say about /metrics', () => {
    expect(check(['metrics'], text)).toEqual({ status: 0, output: '' });
  });

  it('[P15] takes the rules', () => {
    const { status, output } = check(['rules', ALERTS]);
    expect(output).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});

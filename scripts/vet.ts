// `pnpm vet`: asks the registry whether anything that reaches those who run Starfray has a known hole. Fails on serious ones; a registry
// that does not answer such questions is mentioned, and fails nothing.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SERIOUS = ['high', 'critical'] as const;
const PATIENCE_MS = 60_000;

export type AuditVerdict =
  | { readonly kind: 'clean' }
  | { readonly kind: 'holes'; readonly lines: readonly string[] }
  | { readonly kind: 'unanswered' };

/** What `pnpm audit --json` said, in a word: holes are those of high and critical severity. */
export function readAudit(text: string): AuditVerdict {
  const said = parse(text);
  if (typeof said !== 'object' || said === null || !('advisories' in said)) return { kind: 'unanswered' };
  const { advisories } = said;
  const holes = Object.values(typeof advisories === 'object' && advisories !== null ? advisories : {}).filter(
    isSerious,
  );
  const lines = holes.map(({ severity, module_name, title, url }) => `${severity}: ${module_name}: ${title} (${url})`);
  return lines.length > 0 ? { kind: 'holes', lines } : { kind: 'clean' };
}

interface Advisory {
  readonly severity: string;
  readonly module_name: string;
  readonly title: string;
  readonly url: string;
}

function isSerious(value: unknown): value is Advisory {
  return (
    typeof value === 'object' &&
    value !== null &&
    'severity' in value &&
    (SERIOUS as readonly unknown[]).includes(value.severity)
  );
}

// What it prints before the object are warnings of the package manager.
function parse(text: string): unknown {
  try {
    return JSON.parse(text.slice(Math.max(0, text.indexOf('{'))));
  } catch {
    return undefined;
  }
}

if (process.argv[1] === import.meta.filename) {
  const { stdout } = spawnSync('npx', ['-y', 'pnpm@12', 'audit', '--prod', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
  const verdict = readAudit(stdout ?? '');
  if (verdict.kind === 'holes') for (const line of verdict.lines) console.error(line);
  else if (verdict.kind === 'clean') console.error('No serious hole is known in what Starfray runs on.');
  else console.error('The registry does not answer audits: nothing was audited.');
  process.exitCode = verdict.kind === 'holes' ? 1 : 0;
}

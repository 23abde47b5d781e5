import { expect, it } from 'vitest';
import { readAudit } from './vet.ts';

const hole = (severity: string) => ({
  severity,
  module_name: 'left-pad',
  title: 'Pads right',
  url: 'https://example.org/1',
});
const said = (advisories: object) => JSON.stringify({ actions: [], advisories, metadata: { vulnerabilities: {} } });

it.each([
  ['high', 'holes'],
  ['critical', 'holes'],
  ['moderate', 'clean'],
  ['low', 'clean'],
])('a hole of %s severity is %s', (severity, kind) => {
  expect(readAudit(said({ 1: hole(severity) })).kind).toBe(kind);
});

it('serious holes are listed by package, title and address', () => {
  expect(readAudit(`npm warn: of no concern\n${said({ 1: hole('low'), 2: hole('high') })}`)).toEqual({
    kind: 'holes',
    lines: ['high: left-pad: Pads right (https://example.org/1)'],
  });
});

it('nothing known is clean', () => {
  expect(readAudit(said({}))).toEqual({ kind: 'clean' });
});

it.each(['', 'Error: ERR_PNPM_AUDIT_BAD_RESPONSE', '{"error":{"code":"ERR_PNPM_AUDIT_BAD_RESPONSE"}}', '{', '[]'])(
  'an answer that is none leaves everything open: %s',
  (text) => {
    expect(readAudit(text)).toEqual({ kind: 'unanswered' });
  },
);

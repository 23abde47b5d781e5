import { expect, it } from 'vitest';
import { nodeFault } from './node-version.ts';

it.each(['24.0.0', '26.10.0', '100.1.0'])('Node %s will do', (version) => {
  expect(nodeFault(version)).toBeUndefined();
});

it.each(['20.20.2', '22.18.0', '9.0.0'])('Node %s will not, and the message names the remedy', (version) => {
  expect(nodeFault(version)).toMatch(
    new RegExp(`^this is Node ${version}, and 24 or newer is needed: .*npm install node@24`),
  );
});

// Before the first test: bundles the command that tests start as a process.

import { bundleCommand } from '../../scripts/bundled-command.ts';

/** Processes of test files inherit the variable. */
export async function setup(): Promise<void> {
  process.env['TESTED_COMMAND'] = await bundleCommand();
}

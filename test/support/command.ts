// The `starfray` command for tests that start it as a process.

import { join } from 'node:path';

/** Its script: the bundle that this test run made, or the source where there is none. */
export const COMMAND = process.env['TESTED_COMMAND'] ?? join(import.meta.dirname, '../../games/cli.ts');

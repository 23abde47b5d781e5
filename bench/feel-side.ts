// The other side of `bench feel --before`: another build's feel, a run of its own. Its last line of stdout is a JSON object. Argument: the
// build's folder.

import { join } from 'node:path';
import type { benchFeel } from './feel.ts';

const [folder = ''] = process.argv.slice(2);
const other = (await import(join(folder, 'bench/feel.ts'))) as { readonly benchFeel: typeof benchFeel };
console.log(JSON.stringify(other.benchFeel()));

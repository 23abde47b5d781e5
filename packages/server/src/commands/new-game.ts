// `starfray new my-game`: the game of docs/new-game.md in a folder of its own, with the packages that it runs on. The page is the only place that
// has these files.

import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperatorFault } from '../operator-fault.ts';
import { filesOf, readBlocks } from './guide-files.ts';

const GUIDE = fileURLToPath(new URL('../../../../docs/new-game.md', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../../../../dist/package/packages', import.meta.url));
/** What an identity takes (`identify`), and npm. */
const NAME = /^[a-z][a-z0-9-]{0,31}$/;
/** Where the page names its game: to machines. */
const NAMED: Readonly<Record<string, string>> = { 'package.json': '"name": "coins"', 'game.ts': "name: 'coins'" };

/** Makes the folder, and prints what to do next. @throws OperatorFault when it cannot be made; then nothing is written. */
export async function newGame(folder: string): Promise<void> {
  const place = resolve(folder);
  const name = basename(place);
  if (!NAME.test(name)) {
    throw new OperatorFault([
      `new ${folder}: the folder's name is the game's: give 1 to 32 of a-z, 0-9 and -, a letter first`,
    ]);
  }
  const [there, packages] = [await entriesOf(place, folder), await entriesOf(PACKAGES, folder)];
  if (there.length > 0)
    throw new OperatorFault([`new ${folder}: ${place} is not empty: give the name of a new folder`]);
  if (packages.length === 0)
    throw new OperatorFault([`new ${folder}: the packages are not built: run "npx -y pnpm@12 build" first`]);
  const files = filesOf(readBlocks(await readFile(GUIDE, 'utf8')));
  for (const [path, text] of files) {
    await mkdir(join(place, dirname(path)), { recursive: true });
    const named = NAMED[path];
    await writeFile(join(place, path), named === undefined ? text : text.replace(named, named.replace('coins', name)));
  }
  for (const file of packages) await copyFile(join(PACKAGES, file), join(place, file));
  console.log(nextSteps(folder, name));
}

async function entriesOf(path: string, folder: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return [];
    throw new OperatorFault([`new ${folder}: ${path} is no folder that can be read (${code}): give another name`]);
  }
}

function nextSteps(folder: string, name: string): string {
  return `${name} is a small game for several players. Its rules are in game.ts. Next:

  cd ${folder}
  npm install
  node --test       tests the rules: a room with its clients, on bad lines, in virtual time
  node build.ts     builds its page
  node server.ts    serves the game on port 8080
  node bot.ts       plays on it, in a second terminal

node_modules/@starfray/shared/new-game.md explains each file.`;
}

// Prepares the scripts of the package's command for quick starts: what esbuild has written is changed where Node would read or compile
// more than a start needs.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** CommonJS among the packages asks for Node's modules by `require`, which a module does not have: esbuild wraps it once for each bundle. */
const WRAPPED_REQUIRE = 'var __require = ';
const REQUIRE = "const require = globalThis.process.getBuiltinModule('node:module').createRequire(import.meta.url);\n";
/** How esbuild writes the body of a CommonJS module. */
const COMMON_JS_BODY = /^ {2}("node_modules\/[^"\n]+")\(([^)\n]*)\) \{$([\s\S]*?)^ {2}\}$(?=\n\}\))/gm;
/** How it writes what a script imports of Node. */
const NODE_IMPORT = /^import (?:(\w+|\* as \w+)|\{([^}]*)\}) from "(node:[^"]+)";$/gm;
/** The command's own script, which gives an old Node what the others take for granted, begins so. */
const COMMAND = '#!';
const OTHER_NODE_IMPORT = /^(?:import|export|\}).*["']node:/m;

/** Rewrites all scripts of a folder. @throws Error where esbuild writes in another way than is known here. */
export async function prepareScripts(directory: string): Promise<void> {
  let bodies = 0;
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.js')) continue;
    const path = join(directory, name);
    const text = await readFile(path, 'utf8');
    const ahead = compiledAhead(text);
    if (ahead !== text) bodies += 1;
    if (ahead.startsWith(COMMAND)) continue;
    const prepared = withoutNodeImports(ahead);
    if (OTHER_NODE_IMPORT.test(prepared))
      throw new Error(`${name} imports of Node in a way that this build does not know`);
    await writeFile(path, prepared.includes(WRAPPED_REQUIRE) ? REQUIRE + prepared : prepared);
  }
  if (bodies === 0)
    throw new Error('no CommonJS module was found in the bundle: esbuild writes them in another way now');
}

/**
 * Puts the body of each CommonJS module in parentheses, which V8 takes for a function that is called at once: it is compiled with its script
 * and kept with it. Node's compile cache holds nothing that is compiled later, so each start would read these again.
 */
function compiledAhead(text: string): string {
  return text.replaceAll(
    COMMON_JS_BODY,
    (_all, module, parameters, body) => `  ${module}: (function(${parameters}) {${body}  })`,
  );
}

/**
 * Takes what a script uses of Node's modules out of the objects themselves: an `import` reads all that they export, which sets up parts that
 * nobody asked for: with the browser's WebSocket an HTTP client of a tenth of the start.
 */
function withoutNodeImports(text: string): string {
  const taken: string[] = [];
  const rest = text.replaceAll(NODE_IMPORT, (_all, whole: string | undefined, names: string | undefined, module) => {
    const variable = whole?.replace('* as ', '') ?? `{${names?.replaceAll(' as ', ': ')}}`;
    taken.push(`const ${variable} = globalThis.process.getBuiltinModule("${module}");\n`);
    return '';
  });
  // As imports are: before everything else.
  return taken.join('') + rest;
}

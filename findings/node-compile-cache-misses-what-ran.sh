#!/usr/bin/env bash
# Node.js 26.10.0: module.enableCompileCache() keeps what is compiled while a module is loaded, and nothing that is compiled later, though the
# cache is written when the process ends or at module.flushCompileCache(). Functions that ran before it was written are compiled again in
# each start. V8's own cache of a script (vm.Script, createCachedData) holds what ran; and a function in parentheses, which V8 compiles with
# its script, is in Node's cache, too.
# Seen, for 2,000 functions, in bytes: Node's cache "never called 240540, called 240524, in parentheses 672876", vm.Script "never called 240408,
# called 731864".
# Exit code 0 when this still holds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund node@26.10.0 >/dev/null
cat >write.cjs <<'SCRIPT'
const { writeFileSync } = require('node:fs');
const body = (i) => `(a) { let x = a + ${i}; for (let j = 0; j < 3; j += 1) x += j * ${i}; return x; }`;
const all = Array.from({ length: 2000 }, (_, i) => i);
const text = (one) => `${all.map(one).join('\n')}\nexports.callAll = () => [${all.map((i) => `f${i}`)}].map((f) => f(1)).length;\n`;
writeFileSync('plain.cjs', text((i) => `const f${i} = function ${body(i)};`));
writeFileSync('parentheses.cjs', text((i) => `const f${i} = (function ${body(i)});`));
SCRIPT
cat >cached.cjs <<'SCRIPT'
const module_ = require('node:module');
const [, , file, calls] = process.argv;
module_.enableCompileCache(`cache-${calls}-${file}`);
const { callAll } = require(`./${file}`);
if (calls === 'called') callAll();
module_.flushCompileCache();
SCRIPT
cat >script.cjs <<'SCRIPT'
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');
const script = new Script(`(function (exports) {${readFileSync('plain.cjs', 'utf8')}\n})`);
const exported = {};
script.runInThisContext()(exported);
if (process.argv[2] === 'called') exported.callAll();
console.log(script.createCachedData().length);
SCRIPT

node=node_modules/.bin/node
"$node" write.cjs
kept() {
	"$node" cached.cjs "$1" "$2"
	find "cache-$2-$1" -type f -size +20k -printf '%s\n' | sort -n | tail -1
}
never=$(kept plain.cjs never)
called=$(kept plain.cjs called)
ahead=$(kept parentheses.cjs never)
scriptNever=$("$node" script.cjs never)
scriptCalled=$("$node" script.cjs called)
echo "Node's cache: never called $never, called $called, in parentheses $ahead"
echo "vm.Script: never called $scriptNever, called $scriptCalled"
[ $((called * 10)) -lt $((never * 11)) ] && [ "$ahead" -gt $((called * 2)) ] && [ "$scriptCalled" -gt $((scriptNever * 2)) ]

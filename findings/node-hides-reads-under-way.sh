#!/usr/bin/env bash
# Node.js 26.10.0: process.getActiveResourcesInfo() does not list fs.readFile and fs.promises.readFile while they wait in the thread pool, though
# they keep the process alive and process.exit() waits for them. fs.read, fs.write and fs.statfs are listed (FSReqCallback). A
# program that asks whether it can exit at once hears that it can, and then hangs: here on a FIFO that nobody writes.
# process.execve() ends such a process, with the exit code of what takes its place.
# Seen: "fs.readFile, exit: listed [Timeout], exit hangs", the same for fs.promises.readFile, "fs.read, exit: listed [FSReqCallback,Timeout],
# exit hangs", "fs.readFile, execve: listed [Timeout], exit code 7".
# Exit code 0 when this still holds. Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund node@26.10.0 >/dev/null
mkfifo fifo
cat >ask.cjs <<'SCRIPT'
const fs = require('node:fs');
const [, , what, how] = process.argv;
const wait = {
	'fs.readFile': () => fs.readFile('fifo', () => {}),
	'fs.promises.readFile': () => void fs.promises.readFile('fifo'),
	// Opened for both ends, so that the open itself does not wait.
	'fs.read': () => fs.read(fs.openSync('fifo', 'r+'), Buffer.alloc(1), 0, 1, null, () => {}),
};
// Both ends are open elsewhere in this process, so readFile waits for bytes, not for a writer.
if (what !== 'fs.read') fs.openSync('fifo', 'r+');
wait[what]();
setTimeout(() => {
	fs.writeSync(1, `listed [${process.getActiveResourcesInfo().sort()}]`);
	if (how === 'execve') process.execve(process.execPath, [process.execPath, '-e', 'process.exit(7)'], {});
	process.exit(7);
}, 300);
SCRIPT

failed=0
ask() {
	local code=0 said
	said=$(timeout -s KILL 5 node_modules/.bin/node ask.cjs "$1" "$2") || code=$?
	local end="exit code $code"
	[ "$code" = 137 ] && end="exit hangs"
	echo "$1, $2: $said, $end"
	[ "$said, $end" = "$3" ] || failed=1
}
ask fs.readFile exit "listed [Timeout], exit hangs"
ask fs.promises.readFile exit "listed [Timeout], exit hangs"
ask fs.read exit "listed [FSReqCallback,Timeout], exit hangs"
ask fs.readFile execve "listed [Timeout], exit code 7"
exit $failed

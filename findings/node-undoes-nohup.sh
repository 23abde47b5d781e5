#!/usr/bin/env bash
# Node.js 24.11.1 and 26.10.0: `nohup node …` does not protect a program from SIGHUP. nohup sets the signal to be ignored and executes the
# program; Node sets the disposition of every signal back to the default when it starts (all but SIGPIPE and SIGXFSZ), so the first SIGHUP ends it.
# `nohup` in front of a program that keeps what it inherits works. A program can hear SIGHUP itself (process.on), but cannot find out that it
# was started under nohup: /proc/self/status shows no ignored SIGHUP any more.
# Seen: "sleep under nohup: alive", "node 24 under nohup: ended by SIGHUP", "SIGHUP ignored in node 24: no", and the same for node 26.
# Exit code 0 when this still holds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund node-24@npm:node@24.11.1 node-26@npm:node@26.10.0 >/dev/null

# Answers how a background process fares after SIGHUP.
fate() {
	local pid=$1
	kill -HUP "$pid"
	for _ in $(seq 50); do
		if ! kill -0 "$pid" 2>/dev/null; then
			local code=0
			wait "$pid" || code=$?
			[ "$code" = 129 ] && echo "ended by SIGHUP" || echo "ended with $code"
			return
		fi
		sleep 0.1
	done
	echo alive
	kill -KILL "$pid"
}

failed=0
expect() {
	echo "$1: $2"
	[ "$2" = "$3" ] || failed=1
}

nohup sleep 60 >/dev/null 2>&1 </dev/null &
pid=$!
sleep 0.5
fate "$pid" >fate
expect "sleep under nohup" "$(cat fate)" alive

for major in 24 26; do
	node=$folder/node_modules/node-$major/bin/node
	nohup "$node" -e 'require("node:fs").writeFileSync(process.argv[1], require("node:fs").readFileSync("/proc/self/status")); setTimeout(() => {}, 60_000)' \
		"$folder/status-$major" >/dev/null 2>&1 </dev/null &
	pid=$!
	for _ in $(seq 100); do [ -s "$folder/status-$major" ] && break; sleep 0.1; done
	fate "$pid" >fate
	expect "node $major under nohup" "$(cat fate)" "ended by SIGHUP"
	ignored=$((0x$(awk '/^SigIgn/ { print $2 }' "$folder/status-$major") & 1))
	expect "SIGHUP ignored in node $major" "$([ "$ignored" = 1 ] && echo yes || echo no)" no
done
exit $failed

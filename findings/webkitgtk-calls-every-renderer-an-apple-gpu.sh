#!/usr/bin/env bash
# WebKitGTK: does a page learn that WebGL is drawn without a graphics card?
#
# A page of WebKitGTK's MiniBrowser on a screen of Xvfb, with Mesa's software renderer, asks in the two ways that a page has.
#
#   WEBGL_debug_renderer_info                 names "Apple GPU" of "Apple Inc.", on Linux and with llvmpipe, too: the name is a constant.
#   failIfMajorPerformanceCaveat: true        gives a context all the same. Chromium gives none where it draws with SwiftShader.
#   ALIASED_LINE_WIDTH_RANGE                  ends at 255, which is llvmpipe's. So a page that wants to draw less where there is no card
#                                             can only guess by a limit like this one, or measure.
#
# Seen on Debian 12 with WebKitGTK 2.50:
#   {"vendor":"Apple Inc.","renderer":"Apple GPU","hasContextWithoutCaveat":true,"widestLine":255}
#
# Needs Debian's webkit2gtk-driver, xvfb and libgl1-mesa-dri, and Node 20 or newer; everything else goes to a temporary folder. Fails if this
# changes.
set -euo pipefail

for program in WebKitWebDriver Xvfb node; do
  command -v "$program" > /dev/null || { echo "needs $program"; exit 2; }
done
browser=$(ls /usr/lib/*/webkit2gtk-4.*/MiniBrowser | tail -n 1)
folder=$(mktemp -d)
started=()
end() {
  for pid in "${started[@]}"; do kill "$pid" 2> /dev/null || true; done
  wait 2> /dev/null || true
  rm -rf "$folder"
}
trap end EXIT
cd "$folder"

timeout 120 Xvfb -displayfd 3 -screen 0 800x600x24 -nolisten tcp 3> display 2> /dev/null &
started+=("$!")
until [ -s display ]; do sleep 0.1; done
export DISPLAY=":$(cat display)" HOME="$folder" LIBGL_ALWAYS_SOFTWARE=1 GDK_BACKEND=x11
export XDG_CONFIG_HOME="$folder" XDG_CACHE_HOME="$folder" XDG_DATA_HOME="$folder"
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
timeout 120 WebKitWebDriver --port="$port" > /dev/null 2>&1 &
started+=("$!")

cat > ask.mjs <<'SCRIPT'
const [, , port, binary] = process.argv;
const base = `http://127.0.0.1:${port}`;
async function call(method, path, body) {
  const response = await fetch(base + path, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(value));
  return value;
}
const endMs = Date.now() + 60_000;
while (!(await fetch(`${base}/status`).then((r) => r.ok, () => false))) {
  if (Date.now() > endMs) throw new Error('WebKitWebDriver does not answer');
  await new Promise((done) => setTimeout(done, 100));
}
const options = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
const { sessionId } = await call('POST', '/session', { capabilities: { alwaysMatch: options } });
const script = `
  const context = (attributes) => document.createElement('canvas').getContext('webgl', attributes);
  const gl = context({});
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return JSON.stringify({
    vendor: gl.getParameter(names.UNMASKED_VENDOR_WEBGL),
    renderer: gl.getParameter(names.UNMASKED_RENDERER_WEBGL),
    hasContextWithoutCaveat: context({ failIfMajorPerformanceCaveat: true }) !== null,
    widestLine: gl.getParameter(gl.ALIASED_LINE_WIDTH_RANGE)[1],
  });`;
console.log(await call('POST', `/session/${sessionId}/execute/sync`, { script, args: [] }));
await call('DELETE', `/session/${sessionId}`);
SCRIPT
seen=$(node ask.mjs "$port" "$browser")
expected='{"vendor":"Apple Inc.","renderer":"Apple GPU","hasContextWithoutCaveat":true,"widestLine":255}'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "expected $expected"; exit 1; }

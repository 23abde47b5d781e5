import { RoomRig, STANDARD_RIG } from './room-rig.ts';

const acc: Record<string, number> = {};
let stage = '';
let since = 0;
const timer = {
  enter(s: string) {
    this.leave();
    stage = s;
    since = performance.now();
  },
  leave() {
    if (stage) acc[stage] = (acc[stage] ?? 0) + performance.now() - since;
    stage = '';
  },
};
const rig = new RoomRig({ ...STANDARD_RIG, players: 500, seed: 1, realClients: 0, timer: timer as never });
for (let i = 0; i < 400; i += 1) rig.tick();
let best: any = null;
for (let c = 0; c < 40; c++) {
  for (const k in acc) acc[k] = 0;
  const i0 = rig.inboxMs;
  let t = 0;
  for (let i = 0; i < 20; i += 1) t += rig.tick();
  const r: any = { total: ((t + rig.inboxMs - i0) / 20 / 250) * 1000, inputs: ((rig.inboxMs - i0) / 20 / 250) * 1000 };
  for (const k in acc) r[k] = (acc[k]! / 20 / 250) * 1000;
  if (!best || r.total < best.total) best = r;
}
console.log(
  Object.entries(best)
    .map(([k, v]) => k + ' ' + (v as number).toFixed(2))
    .join('  '),
);

import { RoomRig, STANDARD_RIG } from './room-rig.ts';
const rig = new RoomRig({ ...STANDARD_RIG, players: 500, seed: 1, realClients: 0 });
for (let i = 0; i < 300; i += 1) rig.tick();
const e = rig.room.world.entities; const counts: any = {};
for (let i = 0; i < e.count; i++) { const k = e.kindOf(e.order[i]!).name; counts[k] = (counts[k] ?? 0) + 1; }
console.log(counts, e.capacity, e.stride);
let t=0; for (let i = 0; i < 600; i += 1) t+=rig.tick(); console.log(t/600);

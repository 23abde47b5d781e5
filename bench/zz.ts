import { benchRoom } from '/work/main/bench/room.ts';
console.log(JSON.stringify(benchRoom({players:Number(process.argv[2]??500),seed:1,fillBots:0,spawnBot:()=>({update(){},playerId:0,stop(){}})}),null,1));

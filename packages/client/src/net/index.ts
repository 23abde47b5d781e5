// Layer 3, the client's end: headless netcode that browsers and bots share.

export type {
  ClientStatus,
  Density,
  DrawnEntity,
  DrawnEvent,
  Leaderboard,
  NetStats,
  PlayerInfo,
  Refusal,
  Role,
} from './client-state.ts';
export { type Credentials, type JoinOptions, joinUrl, playHeaders, subprotocols } from './join-url.ts';
export { type MatchState, readMatch } from './match-state.ts';
export { NetClient, type NetClientOptions } from './net-client.ts';
export { ServerRoute, type Wish } from './server-route.ts';
export { SMOOTHINGS, type Smoothing } from './smoothing.ts';
export { createWebSocketLink, type PlatformSocket } from './web-socket-link.ts';

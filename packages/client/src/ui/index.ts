// Layer 4, the HUD: its frame, panels that any game can have, and how panels are made.

export { copyAnyhow, copyText } from '../platform/clipboard.ts';
export { closeOnEscape, element, icon, setHidden, setText } from './dom.ts';
export { HudFrame } from './hud-frame.ts';
export { LeaderboardPanel } from './leaderboard-panel.ts';
export { MatchPanel } from './match-panel.ts';
export type { NetGraph } from './net-graph.ts';
export { type Players, pilotLabel } from './pilot-label.ts';

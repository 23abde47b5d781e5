// Layer 4, the HUD: its frame, and how panels are made.

export { element, setText } from './dom.ts';
export { HudFrame } from './hud-frame.ts';
export { MatchPanel } from './match-panel.ts';
export type { NetGraph } from './net-graph.ts';

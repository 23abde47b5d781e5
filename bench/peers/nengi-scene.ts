// The scene in nengi's terms, for both ends.

import { Binary, Context, defineSchema } from 'nengi';

export const MOVER = 1;
export const HEADING = 2;

export interface HeadingCommand {
  readonly ntype: number;
  readonly nid: number;
  readonly heading: number;
}

export function createContext(): Context {
  const context = new Context();
  context.register(MOVER, defineSchema({ x: Binary.UInt16, y: Binary.UInt16 }));
  context.register(HEADING, defineSchema({ heading: Binary.UInt8 }));
  return context;
}

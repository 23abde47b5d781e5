// The code blocks of a document that a reader copies into files or runs, each named by the comment above it.

export interface PageBlock {
  /** `file: game.ts`, `run`. */
  readonly label: string;
  readonly text: string;
}

const BLOCK = /^<!-- ((?:file|run)[^\n]*?) -->\n```\w+\n([\s\S]*?)^```$/gm;

export function readBlocks(page: string): PageBlock[] {
  return Array.from(page.matchAll(BLOCK), ([, label = '', text = '']) => ({ label, text }));
}

/** Its files by their path. */
export function filesOf(blocks: readonly PageBlock[]): ReadonlyMap<string, string> {
  return new Map(
    blocks.flatMap(({ label, text }) => {
      const path = /^file: (.+)$/.exec(label)?.[1];
      return path === undefined ? [] : [[path, text] as const];
    }),
  );
}

/** The command lines of one label. */
export function linesOf(blocks: readonly PageBlock[], label: string): string[] {
  return blocks.filter((block) => block.label === label).flatMap(({ text }) => text.trim().split('\n'));
}

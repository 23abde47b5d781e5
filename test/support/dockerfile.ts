// Reads a Dockerfile and a .dockerignore, as far as this project uses them: there is no engine in a test.

import { posix } from 'node:path';

interface Instruction {
  /** In capitals: 'COPY'. */
  readonly name: string;
  /** Its line, continued ones joined. */
  readonly text: string;
}

export interface Stage {
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** The stages in order; the last one is the image. */
export function readStages(dockerfile: string): Stage[] {
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = [];
  const lines = dockerfile
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n');
  for (const line of lines) {
    const [, name = '', text = ''] = /^(\w+)\s+(.*\S)\s*$/.exec(line) ?? [];
    if (name === 'FROM') {
      const [image = '', , alias] = text.split(/\s+/);
      stages.push({ image, name: alias, instructions: [] });
    } else if (name !== '') {
      stages.at(-1)?.instructions.push({ name, text });
    }
  }
  return stages;
}

/** The texts of a stage's instructions of one name, in order. */
export function textsOf(stage: Stage, name: string): string[] {
  return stage.instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);
}

export interface Copy {
  /** The stage that it copies from; undefined for the context. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly target: string;
}

export function readCopy(text: string): Copy {
  const from = /--from=(\S+)/.exec(text)?.[1];
  const paths = text.split(/\s+/).filter((word) => !word.startsWith('--'));
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
}

/** Answers whether a path of the context, with forward slashes, stays out of it. Exceptions (`!`) are not read. */
export function readIgnores(dockerignore: string): (path: string) => boolean {
  const patterns = dockerignore.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const exception = patterns.find((pattern) => pattern.startsWith('!'));
  if (exception !== undefined) throw new Error(`${exception} is not understood here`);
  return (path) => {
    const parts = path.split('/');
    const above = parts.map((_part, i) => parts.slice(0, i + 1).join('/'));
    return above.some((each) => patterns.some((pattern) => posix.matchesGlob(each, pattern)));
  };
}

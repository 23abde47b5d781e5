// Which Node the program needs, reported before anything else can go wrong in a way that says less.

const MIN_MAJOR = 24;

/** Why a version of Node will not do, with the remedy; undefined when it will. */
export function nodeFault(version: string): string | undefined {
  if (Number(version.split('.')[0]) >= MIN_MAJOR) return undefined;
  return `this is Node ${version}, and ${MIN_MAJOR} or newer is needed: install it from nodejs.org, or beside this package by "npm install node@${MIN_MAJOR}" with node_modules/.bin first in PATH; a checkout has its own as node_modules/.bin/node`;
}

// How a game is known outside its rules: on the wire, in monitoring, in stores. Two games on one machine share none of it.

export interface GameIdentity {
  /** A lower-case word, part of the version hash. */
  readonly name: string;
  /** The name that people read. */
  readonly title: string;
  /** One sentence for people who choose a game. */
  readonly about: string;
  /** The WebSocket subprotocol (RFC 6455, section 1.9) that clients offer and the server answers. */
  readonly subprotocol: string;
  /** A player without a name gets this one and the player id: `Pilot 7`. */
  readonly playerName: string;
  /** First part of the name of every metric: lower-case letters, digits and `_`, with a `_` at its end. */
  readonly metricsPrefix: string;
  /** First part of every key in Redis and in a browser's storage. */
  readonly keyPrefix: string;
  /** Leaderboards of people, by mode; the first is the one of rooms that name none. Bots have a leaderboard of their own. */
  readonly modes: readonly [string, ...string[]];
}

/** The mode that bots' results are kept under, in every game. */
export const BOTS_MODE = 'bots';

const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const METRICS_PREFIX = /^[a-z][a-z0-9_]*_$/;
const MODE = /^[a-z]{1,16}$/;

/**
 * An identity whose parts follow from the name where they are not given: for `puck` the title `Puck`, the sentence `Puck, in your browser.`, the subprotocol
 * `puck`, metrics that begin with `puck_`, keys that begin with `puck`, players called `Player`, and the mode `arena`.
 * @throws RangeError when a part cannot be used, naming it.
 */
export function identify({ name, ...parts }: Partial<GameIdentity> & Pick<GameIdentity, 'name'>): GameIdentity {
  const identity: GameIdentity = {
    name,
    title: titleOf(name),
    about: `${parts.title ?? titleOf(name)}, in your browser.`,
    subprotocol: name,
    playerName: 'Player',
    metricsPrefix: `${name.replaceAll('-', '_')}_`,
    keyPrefix: name,
    modes: ['arena'],
    ...parts,
  };
  const faults = [
    ...['name', 'subprotocol', 'keyPrefix'].flatMap((part) => faultOf(identity, part, NAME)),
    ...faultOf(identity, 'metricsPrefix', METRICS_PREFIX),
    ...identity.modes.filter((mode) => !MODE.test(mode) || mode === BOTS_MODE).map((mode) => `mode ${mode}`),
  ];
  if (faults.length > 0) throw new RangeError(`a game cannot have the ${faults.join(', the ')}`);
  return identity;
}

function titleOf(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

function faultOf(identity: GameIdentity, part: string, pattern: RegExp): string[] {
  const value = identity[part as 'name'];
  return pattern.test(value) ? [] : [`${part} "${value}"`];
}

// Every way in which a message can be wrong that its schema knows of: each field of each message, the array around them, and
// the msgpack below. Nothing here is a valid message.

import { item } from '@starfray/shared/core';
import { createCodec, createProtocol } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';

/** One kind of offence; each call gives the bytes of a message that commits it. */
export interface Offence {
  readonly kind: string;
  readonly message: () => Uint8Array;
}

const codec = createCodec();
const protocol = createProtocol(starfray);

/** The controls of a frame that is in order. */
const CONTROLS: readonly number[] = Array.from({ length: starfray.rates.ticksPerFrame }, () => [
  ...starfray.input.idle,
]).flat();

/** A message of each kind as it should be, with its type first. */
export const VALID: { readonly [name in keyof typeof protocol.client]: readonly unknown[] } = {
  input: [protocol.client.input.type, 0, 1_000_000, 0, CONTROLS],
  acknowledge: [protocol.client.acknowledge.type, 0],
  desync: [protocol.client.desync.type, 1],
  view: [protocol.client.view.type, 1778],
  away: [protocol.client.away.type, false],
  askPing: [protocol.client.askPing.type, 1],
  setBack: [protocol.client.setBack.type, 1_000_000],
};

/** Of no type that any field takes. */
const WRONG_TYPES: readonly (readonly [string, unknown])[] = [
  ['nil', null],
  ['text', '1'],
  ['fraction', 1.5],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['nested', [[[1]]]],
  ['map', { length: 8, 0: 1 }],
  ['bytes', Uint8Array.of(1)],
  ['date', new Date(0)],
  ['2^64', 2 ** 64],
];

const BELOW_AND_ABOVE: { readonly [field: string]: readonly (readonly [string, unknown])[] } = {
  acknowledged: [
    ['-1', -1],
    ['2^32', 2 ** 32],
    ['a boolean', true],
  ],
  tick: [
    ['-1', -1],
    ['2^32', 2 ** 32],
    ['a boolean', true],
  ],
  aspectMille: [
    ['least - 1', Math.floor((9 / 19) * 1000) - 1],
    ['most + 1', Math.ceil((19 / 9) * 1000) + 1],
  ],
  playerId: [
    ['0', 0],
    ['2^16', 2 ** 16],
  ],
  isAway: [
    ['0', 0],
    ['1', 1],
  ],
  controls: [],
};

/** Every offence of messages, in a fixed order. */
export function messageOffences(): Offence[] {
  const entries = Object.entries(protocol.client);
  return [
    ...entries.flatMap(([name, schema]) => fieldOffences(name, Object.keys(schema.fields))),
    ...entries.flatMap(([name]) => shapeOffences(name)),
    ...controlOffences(),
    ...headerOffences(),
  ];
}

function valid(name: string): readonly unknown[] {
  const message = Object.entries(VALID).find(([key]) => key === name)?.[1];
  if (message === undefined) throw new Error(`no valid ${name} to start from`);
  return message;
}

function fieldOffences(name: string, fields: readonly string[]): Offence[] {
  return fields.flatMap((field, index) =>
    [...WRONG_TYPES, ...(BELOW_AND_ABOVE[field] ?? [])].map(([what, value]) =>
      offence(`${name}.${field}: ${what}`, valid(name).with(index + 1, value)),
    ),
  );
}

function shapeOffences(name: string): Offence[] {
  const message = valid(name);
  const bytes = codec.pack(message);
  return [
    offence(`${name}: an element short`, message.slice(0, -1)),
    offence(`${name}: an element long`, [...message, 0]),
    offence(`${name}: nested in an array`, [message]),
    offence(`${name}: as a map`, { ...message }),
    { kind: `${name}: trailing byte`, message: () => Buffer.concat([bytes, Buffer.of(0xc0)]) },
    { kind: `${name}: said twice`, message: () => Buffer.concat([bytes, bytes]) },
    ...Array.from({ length: bytes.length - 1 }, (_, length) => ({
      kind: `${name}: truncated`,
      message: () => bytes.subarray(0, length + 1),
    })),
  ];
}

function controlOffences(): Offence[] {
  const { columns, columnNames, width } = starfray.input;
  const controls: readonly unknown[] = CONTROLS;
  const withControls = (value: unknown) => valid('input').with(3, value);
  // Every place of the flat list, so each column in each tick of the frame.
  const inPlaces = CONTROLS.flatMap((_, place) => {
    const column = item(columns, place % width);
    const values = [...WRONG_TYPES, ['least - 1', column.least - 1], ['most + 1', column.most + 1]] as const;
    const name = columnNames[place % width];
    return values.map(([what, value]) =>
      offence(`controls.${name}: ${what}`, withControls(controls.with(place, value))),
    );
  });
  return [
    ...inPlaces,
    offence('controls: one short', withControls(controls.slice(1))),
    offence('controls: one long', withControls([...controls, 0])),
    offence('controls: none', withControls([])),
    offence('controls: a list for each tick', withControls([controls.slice(0, width), controls.slice(width)])),
  ];
}

function headerOffences(): Offence[] {
  const types: readonly unknown[] = [0, 6, 16, 17, 127, 255, -1, 2 ** 32, '1', null, true, Number.NaN, [1]];
  return [
    ...types.map((type) => offence(`header: type ${JSON.stringify(type)}`, [type, 0])),
    offence('header: empty array', []),
    offence('header: empty map', {}),
    ...[null, 1, 'input', true, 1.5].map((value) => offence('header: no array', value)),
  ];
}

function offence(kind: string, value: unknown): Offence {
  const bytes = codec.pack([value]);
  // The codec packs arrays only: what it packed is the value behind the header of an array of one.
  return { kind, message: () => bytes.subarray(1) };
}

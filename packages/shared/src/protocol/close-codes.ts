// Why the server ends or refuses a connection: the codes of the close frame, and what each means.

/** 1xxx are the WebSocket protocol's own (RFC 6455, section 7.4.1), 4xxx are ours. */
export const CLOSE = {
  normal: 1000,
  shutdown: 1001,
  badFrame: 1002,
  notBinary: 1003,
  tooManyParts: 1008,
  tooBig: 1009,
  roomFailed: 1011,
  malformed: 4000,
  version: 4001,
  full: 4002,
  overloaded: 4003,
  draining: 4004,
  badRequest: 4005,
  joinCode: 4006,
  flood: 4007,
  outOfOrder: 4008,
  badName: 4009,
  silent: 4010,
  replaced: 4011,
  needsToken: 4012,
  banned: 4013,
  kicked: 4014,
} as const;

export type CloseName = keyof typeof CLOSE;
export type CloseCode = (typeof CLOSE)[CloseName];

/** Apart from the codes, so that a page that only compares codes carries none of it. */
export const CLOSE_MEANINGS: Readonly<Record<CloseName, string>> = {
  normal: 'The client is done.',
  shutdown: 'The server goes away; come back in a moment.',
  badFrame: 'A frame that breaks the WebSocket protocol.',
  notBinary: 'Text where only binary is spoken.',
  tooManyParts: 'One message in more parts than any client makes of it.',
  tooBig: 'A message above MAX_INBOUND_BYTES.',
  roomFailed: 'A bug on our side ended the room.',
  malformed: 'Bytes that are not a message of this protocol, or a value out of its range.',
  version: 'The client was built from another version: reload.',
  full: 'No seat is free.',
  overloaded: 'The server cannot keep up and takes nobody for now.',
  draining: 'The server is about to stop.',
  badRequest: 'The join request is not understood: an unknown kind, room or option.',
  joinCode: 'A private server: the join code is missing or wrong.',
  flood: 'More messages than any honest client sends.',
  outOfOrder: 'An input for a tick before one that was already sent.',
  badName: 'The name cannot be shown.',
  silent: 'Nothing was heard of the other end for too long: neither leaves by it, and the seat is kept.',
  replaced: 'Its seat was taken over by a newer connection of the same player.',
  needsToken: 'Players, or bots, of this server show a token, and there was none for that.',
  banned: 'Banned: the reason says why and until when.',
  kicked: 'Shown out by an admin.',
};

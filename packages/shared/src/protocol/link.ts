// The one door between netcode and transport: a WebSocket, an in-memory pair or a bad network in a test.

export interface Link {
  readonly isOpen: boolean;
  /** Bytes handed to `send` that the transport has not yet passed on, as far as it can tell. */
  readonly bufferedBytes: number;
  /** The last round trip that the transport itself measured; undefined before, and for transports that do not. */
  readonly pingMs?: number | undefined;
  /** Sends one binary message; does nothing when closed. The bytes must not change until they are out: never reuse them. */
  send(bytes: Uint8Array): void;
  /**
   * Sends the bytes from `start` up to `end` as one message and is done with them when it returns: they may be overwritten then. Not
   * every link can.
   */
  sendPart?(bytes: Uint8Array, start: number, end: number): void;
  /** Sends two messages, one after the other, at the cost of one where the transport allows it. */
  sendPair(first: Uint8Array, second: Uint8Array): void;
  /** Ends the connection, saying why; `reason` is at most 123 bytes of UTF-8. Closing twice does nothing. */
  close(code: number, reason: string): void;
  /** Sets the one receiver of messages. The bytes are valid only during the call. */
  onMessage(receive: (bytes: Uint8Array) => void): void;
  /** Sets the one receiver of the end, called once. */
  onClose(ended: (code: number, reason: string) => void): void;
}

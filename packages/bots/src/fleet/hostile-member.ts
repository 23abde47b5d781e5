// One hostile member of a fleet: what it does, again and again, and how the server ends it each time.

import { encodeMessage } from '@starfray/shared/contract';
import { createRandom, type RandomState, randomBelow } from '@starfray/shared/core';
import {
  type Codec,
  createCodec,
  createProtocol,
  type GameShape,
  MAX_INBOUND_BYTES,
  type Protocol,
} from '@starfray/shared/protocol';
import type { HostileGroup } from './fleet-file.ts';
import { frameBytes, OPCODE, openRaw, type RawEnd, type RawPeer, type RawTarget } from './raw-peer.ts';

export type HostileKind = HostileGroup['kind'];

/** It tries again after this, so that a short test sees many attempts. */
const AGAIN_MS = 1000;
const SPAM_EVERY_MS = 10;
/** Frames in one go: seven times what is lawful. */
const SPAM_FRAMES = 3;

export class HostileMember {
  attempts = 0;
  /** How the server ended its connections: close codes, or HTTP statuses where it did not even open one. */
  readonly ends = new Map<number, number>();
  private readonly kind: HostileKind;
  private readonly target: RawTarget;
  private readonly random: RandomState;
  private readonly codec: Codec = createCodec();
  private readonly protocol: Protocol;
  /** Numbers that the controls of one input frame have. */
  private readonly controlCount: number;
  private peer: RawPeer | undefined;
  private isOpen = false;
  private isStopped = false;
  private nextMs = 0;

  constructor(game: GameShape, kind: HostileKind, target: RawTarget, seed: number) {
    this.protocol = createProtocol(game);
    this.controlCount = game.rates.ticksPerFrame * game.input.width;
    this.kind = kind;
    this.random = createRandom(seed);
    this.target =
      kind === 'token-thief'
        ? { ...target, protocols: [...(target.protocols ?? []), `resume.${this.forge()}`] }
        : target;
  }

  /** Is it on the server now? */
  get isConnected(): boolean {
    return this.isOpen;
  }

  update(nowMs: number): void {
    if (this.peer === undefined) {
      if (!this.isStopped && nowMs >= this.nextMs) this.attack();
    } else if (this.isOpen && this.kind === 'spam' && nowMs >= this.nextMs) {
      this.nextMs = nowMs + SPAM_EVERY_MS;
      for (let i = 0; i < SPAM_FRAMES; i += 1) this.peer?.send(this.spamFrame());
    }
  }

  /** Begins no further attack; what is connected stays so, and goes on, until `leave`. */
  stop(): void {
    this.isStopped = true;
  }

  leave(): void {
    this.peer?.destroy();
  }

  private attack(): void {
    this.attempts += 1;
    this.peer = openRaw(
      this.target,
      (peer) => {
        this.isOpen = true;
        const bytes = this.offence();
        if (bytes !== undefined) peer.send(bytes);
      },
      (end) => this.ended(end),
    );
  }

  private ended({ code, status }: RawEnd): void {
    this.isOpen = false;
    this.ends.set(code || status, (this.ends.get(code || status) ?? 0) + 1);
    // A member that only joins does so once.
    if (this.kind === 'joins') this.isStopped = true;
    this.peer = undefined;
    this.nextMs = performance.now() + AGAIN_MS;
  }

  private offence(): Uint8Array | undefined {
    const { random } = this;
    switch (this.kind) {
      case 'malformed': {
        const payload = Uint8Array.from({ length: 1 + randomBelow(random, 200) }, () => randomBelow(random, 256));
        // 0xc1 is no msgpack at all, so that chance makes no message of it.
        payload[0] = 0xc1;
        return frameBytes({ opcode: OPCODE.binary, payload });
      }
      case 'oversize':
        return frameBytes({ opcode: OPCODE.binary, payload: new Uint8Array(MAX_INBOUND_BYTES * 8) });
      case 'nan':
        return this.nanFrame();
      case 'spam':
      case 'joins':
      case 'token-thief':
        return undefined;
    }
  }

  private spamFrame(): Uint8Array {
    const message = encodeMessage(this.protocol.client.view, { aspectMille: 1000 + randomBelow(this.random, 500) });
    return frameBytes({ opcode: OPCODE.binary, payload: this.codec.pack(message).slice() });
  }

  private nanFrame(): Uint8Array {
    const controls = new Array<number>(this.controlCount).fill(Number.NaN);
    const message = { acknowledged: 0, tick: Number.NaN, seenBehind: 0, controls };
    const payload = this.codec.pack(encodeMessage(this.protocol.client.input, message)).slice();
    return frameBytes({ opcode: OPCODE.binary, payload });
  }

  private forge(): string {
    return Array.from({ length: 40 }, () => 'abcdef0123456789'[randomBelow(this.random, 16)]).join('');
  }
}

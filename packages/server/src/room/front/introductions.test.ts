import { createCodec, createProtocol } from '@starfray/shared/protocol';
import { toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { Runs } from '../replication/runs.ts';
import { ClientView } from '../visibility/client-view.ts';
import type { Client } from './client.ts';
import { Introductions } from './introductions.ts';
import { Names } from './names.ts';

describe('introductions', () => {
  it('[TH39] are sent although the message that they were to come before was given up', () => {
    const names = new Names();
    const codec = createCodec();
    const introductions = new Introductions(names, createProtocol(toyGame), codec);
    names.add({ id: 7, name: 'Ada', kind: 'human', hue: 0 });
    const heard: unknown[] = [];
    const session = { send: (bytes: Uint8Array) => heard.push(codec.unpack(bytes)) };
    const client = { session, view: new ClientView(1, false, new Runs(128)) } as unknown as Client;
    introductions.begin(client);
    introductions.mention(7);
    introductions.finish();
    expect(JSON.stringify(heard)).toContain('Ada');
    introductions.mention(7);
    expect([introductions.take(), heard.length]).toEqual([undefined, 1]);
  });
});

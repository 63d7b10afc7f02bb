// Names of addresses, from a server of our own: asked for once, never waited for, and never taken when they are none.

import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, test } from 'node:test';
import { Interner } from '../../../src/core/interner.ts';
import { HostNames } from '../../../src/sources/netlink/host-names.ts';
import { AT, SocketRecord } from '../../../src/sources/netlink/socket-record.ts';
import { SocketRows } from '../../../src/sources/netlink/socket-rows.ts';
import { SocketTexts } from '../../../src/sources/netlink/socket-texts.ts';

/** What the server says of each name of in-addr.arpa; it refuses to know others. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  '7.2.0.192.in-addr.arpa': ['db-1', 'example', 'org'],
  '8.2.0.192.in-addr.arpa': ['evil\x1b[31m', 'example'],
};

let server: Socket;
let questions: string[] = [];
let names: HostNames;
let nowMillis = 0;

beforeEach(async () => {
  questions = [];
  nowMillis = 0;
  server = createSocket('udp4');
  server.on('message', (query, from) => {
    server.send(answerTo(query), from.port, from.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const servers = [`127.0.0.1:${server.address().port}`];
  // On a busy machine the answer, which is our own, may take long: it comes.
  names = new HostNames({ servers, nowMillis: () => nowMillis, timeoutMillis: 120_000 });
});

afterEach(() => {
  names.close();
  server.close();
});

/** RFC 1035: the question again, and a PTR record or NXDOMAIN. */
function answerTo(query: Buffer): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let size = query[at] ?? 0; size > 0; size = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + size));
    at += 1 + size;
  }
  const question = query.subarray(12, at + 5);
  const name = labels.join('.').toLowerCase();
  questions.push(name);
  const answer = ANSWERS[name];
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(answer === undefined ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answer === undefined ? 0 : 1, 6);
  if (answer === undefined) return Buffer.concat([head, question]);
  const told = Buffer.concat([...answer.map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, 'latin1')])), Buffer.of(0)]);
  const record = Buffer.from([0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 60, 0, told.length]);
  return Buffer.concat([head, question, record, told]);
}

/** The server has been asked for this, and what it said is known: a later question has come back, too. */
async function settled(): Promise<void> {
  const before = names.revision;
  nowMillis += 1_000_000;
  while (names.nameOf('192.0.2.7') === null || names.revision === before) await new Promise(setImmediate);
}

test('a name is null until it has come, and then known without another question', async () => {
  assert.equal(names.nameOf('192.0.2.7'), null);
  assert.equal(names.nameOf('192.0.2.7'), null);
  while (names.revision === 0) await new Promise(setImmediate);
  assert.equal(names.nameOf('192.0.2.7'), 'db-1.example.org');
  assert.deepEqual(questions, ['7.2.0.192.in-addr.arpa']);
});

test('what has no name, or one that could do harm, stays a number', async () => {
  for (const address of ['192.0.2.8', '192.0.2.9']) assert.equal(names.nameOf(address), null);
  await settled();
  nowMillis = 0;
  for (const address of ['192.0.2.8', '192.0.2.9']) assert.equal(names.nameOf(address), null);
});

test('nobody is asked about this machine, or about more than a few at once', async () => {
  for (const address of ['127.0.0.1', '::1', '*']) assert.equal(names.nameOf(address), null);
  for (let i = 0; i < 200; i++) names.nameOf(`198.51.100.${i}`);
  while (questions.length < 32) await new Promise(setImmediate);
  assert.equal(new Set(questions).size, 32);
});

test('the other end is written by its name as soon as that is known', async () => {
  const rows = new SocketRows();
  const interner = new Interner();
  const texts = new SocketTexts(rows, interner, '/');
  const record = new SocketRecord();
  record.values[AT.cookie] = 1;
  record.values[AT.version] = 4;
  record.values[AT.remotePort] = 5432;
  record.remote.set([192, 0, 2, 7]);
  rows.beginPass();
  const slot = rows.put(record);
  rows.endPass();
  const shown = (): string => {
    texts.begin();
    return interner.textOf(texts.remote(slot));
  };
  assert.equal(shown(), '192.0.2.7:5432');
  texts.resolveBy(names);
  texts.askNames();
  assert.equal(shown(), '192.0.2.7:5432');
  while (names.revision === 0) await new Promise(setImmediate);
  assert.equal(shown(), 'db-1.example.org:5432');
  texts.resolveBy(null);
  assert.equal(shown(), '192.0.2.7:5432');
});

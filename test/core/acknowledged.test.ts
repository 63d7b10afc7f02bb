// What is acknowledged stays known while it has the character it had; runs of one command have one identity.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandIdentity, isAcknowledged, NOTHING_ACKNOWLEDGED, type Acknowledgements } from '../../src/core/acknowledged.ts';
import type { Finding } from '../../src/core/finding.ts';

const LEAK: Finding = {
  id: 'leak:7:9:memory', kind: 'leak', severity: 'warning', subject: { entity: 'process', key: { pid: 7, start: 9 }, label: 'java (7)' },
  sinceSeconds: 1, numbers: { ratePerHour: 100 }, texts: { channel: 'memory' },
};
const KNOWN: Acknowledgements = {
  list: [{ hash: 'h', name: 'java', kind: 'leak', channel: 'memory', ratePerHour: 100, atMillis: 0 }],
  commands: new Map([[7, { start: 9, hash: 'h' }]]),
  ids: new Set(['machine']),
};
const of = (change: Partial<Finding>): boolean => isAcknowledged(KNOWN, { ...LEAK, ...change });

test('growth of a known command is known, until it is twice as fast, of another channel or something else is found', () => {
  assert.equal(of({}), true);
  assert.equal(of({ numbers: { ratePerHour: 199 } }), true);
  assert.equal(of({ numbers: { ratePerHour: 200 } }), false);
  assert.equal(of({ texts: { channel: 'threads' } }), false);
  assert.equal(of({ kind: 'oom-kill' }), false);
  assert.equal(isAcknowledged(NOTHING_ACKNOWLEDGED, LEAK), false);
});

test('another process with the same pid, another command or one that could not be read is not known', () => {
  assert.equal(of({ subject: { ...LEAK.subject, key: { pid: 7, start: 10 } } }), false);
  const commands = (hash: string | null) => ({ ...KNOWN, commands: new Map([[7, { start: 9, hash }]]) });
  assert.equal(isAcknowledged(commands('other'), LEAK), false);
  assert.equal(isAcknowledged(commands(null), LEAK), false);
});

test('what has no command is known by its id', () => {
  const machine: Finding = { ...LEAK, id: 'machine', subject: { entity: 'host', key: {}, label: '' } };
  assert.equal(isAcknowledged(KNOWN, machine), true);
  assert.equal(isAcknowledged(KNOWN, { ...machine, id: 'other' }), false);
});

test('runs of a command differ in numbers only', () => {
  const identity = commandIdentity('/usr/bin/worker --port 8080 --id 0xDEADBEEF --name blue');
  assert.equal(identity, 'worker --port # --id # --name blue');
  assert.equal(commandIdentity('/opt/other/bin/worker --port 9 --id 0x1 --name blue'), identity);
  assert.notEqual(commandIdentity('/usr/bin/worker --port 8080 --id 1 --name red'), identity);
});

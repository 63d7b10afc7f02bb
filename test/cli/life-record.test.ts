// What runs of one command have in common, and how little of them is kept.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf, mergeLives, type RecordedLife } from '../../src/cli/life-record.ts';
import type { ProcessDetails } from '../../src/core/answer.ts';

const DETAILS: ProcessDetails = {
  key: { pid: 7, start: 9 }, commandLine: '/usr/bin/java -jar app.jar --port 80', executable: '/usr/lib/jvm/java-17/bin/java', workingDirectory: '/',
  cgroups: ['1:name=systemd:/system.slice/app.service'], limits: [], memory: {}, openFiles: 3, missing: [],
};
const hashOf = (change: Partial<ProcessDetails>): string | undefined => commandOf({ ...DETAILS, ...change })?.hash;

test('runs of a command differ in numbers and in the id of their container only', () => {
  const hash = hashOf({});
  assert.match(hash ?? '', /^[0-9a-f]{32}$/);
  assert.equal(hashOf({ commandLine: '/opt/java -jar app.jar --port 8080' }), hash);
  assert.notEqual(hashOf({ commandLine: '/usr/bin/java -jar other.jar --port 80' }), hash);
  assert.notEqual(hashOf({ executable: '/usr/bin/python3.11' }), hash);
  assert.notEqual(hashOf({ cgroups: ['0::/system.slice/other.service'] }), hash);
  assert.equal(hashOf({ executable: '/usr/bin/python3.11' }), hashOf({ executable: '/usr/bin/python3.12 (deleted)' }));
  const docker = (id: string): string | undefined => hashOf({ cgroups: [`0::/system.slice/docker-${id.repeat(32)}.scope`] });
  assert.equal(docker('a1'), docker('7f'));
  assert.notEqual(docker('a1'), hash);
  assert.equal(commandOf({ ...DETAILS, commandLine: null }), null);
  assert.equal(commandOf({ ...DETAILS, executable: null })?.name, 'java');
});

const life = (pid: number, startedMillis: number, more: Partial<RecordedLife> = {}): RecordedLife => ({
  boot: 'b', pid, start: 1, startedMillis, seenMillis: startedMillis + 5, ended: true, ageSeconds: 1, grewSeconds: 1, startBytes: NaN,
  lastBytes: 1, ratePerHour: NaN, levelledOff: false, ...more,
});

test('a life is recorded once, the newest eight of a command, and of commands those seen last', () => {
  const many = Array.from({ length: 20 }, (_, i) => ({ hash: 'a', name: 'x', life: life(i, i) }));
  const record = mergeLives([], [...many, { hash: 'b', name: 'y', life: life(1, 1) }]);
  assert.deepEqual(record.map(({ hash, lives }) => [hash, ...lives.map(({ pid }) => pid)]), [['b', 1], ['a', 12, 13, 14, 15, 16, 17, 18, 19]]);
  const [command] = mergeLives(record, [{ hash: 'b', name: 'y', life: life(1, 1, { grewSeconds: 9 }) }]).filter(({ hash }) => hash === 'b');
  assert.deepEqual(command?.lives.map(({ grewSeconds }) => grewSeconds), [9]);
  const rebooted = mergeLives(record, [{ hash: 'b', name: 'y', life: life(1, 2, { boot: 'c' }) }]).find(({ hash }) => hash === 'b');
  assert.equal(rebooted?.lives.length, 2);
  const commands = Array.from({ length: 300 }, (_, i) => ({ hash: `${i}`, name: 'x', life: life(i, i) }));
  const kept = mergeLives([], commands);
  assert.deepEqual([kept.length, kept[0]?.hash], [200, '100']);
  assert.ok(JSON.stringify(mergeLives([], commands.flatMap(({ hash }) => many.map((one) => ({ ...one, hash }))))).length < 500_000, 'bounded');
});

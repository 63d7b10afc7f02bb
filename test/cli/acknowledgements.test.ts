// What is acknowledged on disk: kept for its owner only, without a word of the command, and never written over when broken.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { runAcknowledgement, type AcknowledgeEffect, type ReadLines } from '../../src/cli/acknowledgements.ts';
import type { Message } from '../../src/store/message.ts';

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'leaktop-state-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const key = { pid: 7, start: 9 };
const entry = { name: 'java', kind: 'leak', channel: 'memory', ratePerHour: NaN } as const;
const ACKNOWLEDGE: AcknowledgeEffect = { type: 'acknowledge', key, entry };
const lines = (text: string | null): ReadLines => (keys) => Promise.resolve(keys.map((one) => ({ key: one, text })));
const run = (effect: AcknowledgeEffect, text: string | null = '/usr/bin/java --password=hunter2 -p 80'): Promise<readonly Message[]> =>
  runAcknowledgement(effect, lines(text), { XDG_STATE_HOME: base });
const file = (): string => join(base, 'leaktop', 'acknowledged.json');

test('it is kept for the owner only, as a hash, and found again by a later run of the command', async () => {
  const [first] = await run(ACKNOWLEDGE);
  assert.ok(first?.type === 'acknowledged' && first.list.length === 1);
  assert.equal(statSync(file()).mode & 0o777, 0o600);
  assert.equal(statSync(join(base, 'leaktop')).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(join(base, 'leaktop')), ['acknowledged.json']);
  assert.doesNotMatch(readFileSync(file(), 'utf8'), /hunter2|password/);
  const [later] = await run({ type: 'identify', keys: [{ pid: 8, start: 10 }] }, '/opt/java --password=hunter2 -p 90');
  assert.ok(later?.type === 'acknowledged');
  assert.equal(later.commands[0]?.hash, later.list[0]?.hash);
  assert.ok(Number.isNaN(later.list[0]?.ratePerHour), 'what JSON cannot say is unknown again');
});

test('the same is kept once, and forgotten when asked', async () => {
  await run(ACKNOWLEDGE);
  const [again] = await run(ACKNOWLEDGE);
  assert.ok(again?.type === 'acknowledged' && again.list.length === 1);
  const [none, news] = await run({ type: 'forgetAcknowledged' });
  assert.ok(none?.type === 'acknowledged' && none.list.length === 0 && news?.type === 'news');
  assert.equal(readFileSync(file(), 'utf8'), '[]\n');
});

test('a file that is broken is named and left as it is', async () => {
  mkdirSync(join(base, 'leaktop'));
  for (const text of ['{', '7', '[{"hash":1}]', '[null]']) {
    writeFileSync(file(), text);
    const problem = (await run(ACKNOWLEDGE)).at(-1);
    assert.ok(problem?.type === 'problem' && problem.text.includes(file()), text);
    assert.equal(readFileSync(file(), 'utf8'), text);
  }
});

test('where there is no command line or no place it is said', async () => {
  assert.deepEqual(await run(ACKNOWLEDGE, null), [{ type: 'problem', text: 'not acknowledged: its command line cannot be read' }]);
  assert.equal(existsSync(file()), false);
  const homeless = await runAcknowledgement(ACKNOWLEDGE, lines('x'), {});
  assert.ok(homeless.some((message) => message.type === 'problem' && /XDG_STATE_HOME/.test(message.text)));
});

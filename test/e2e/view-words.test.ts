// The words of views in front: the screen starts there, and a batch prints that table and no other.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { afterEach, test } from 'node:test';
import { VIEW_WORDS } from '../../src/cli/options.ts';
import { KEY_COLUMNS } from '../../src/core/entity.ts';
import { FIELDS, isSortable } from '../../src/core/fields.ts';
import { compareCodePoints } from '../../src/core/text-ranks.ts';
import { VIEWS } from '../../src/store/views.ts';
import { closeMonitors, openMonitor, PROGRAM, RUNNING } from '../support/monitor.ts';
import { requires } from '../support/require.ts';

afterEach(closeMonitors);

/** A machine may have any number of rows. */
const MOST_BYTES = 2 ** 29;

function printed(...words: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, ...words], { encoding: 'utf8', maxBuffer: MOST_BYTES });
  assert.deepEqual([status, stderr], [0, ''], words.join(' '));
  return stdout;
}

test('the word of a view starts the screen there', requires('linux'), async () => {
  const pty = openMonitor(['groups', '-d', '1'], { cols: 120, rows: 30 });
  await pty.until(/Groups by command[^]*^ *PROCS /m);
  pty.key('gp');
  await pty.until(RUNNING);
});

for (const { name, view } of VIEW_WORDS) {
  const { entity, columns } = VIEWS[view];
  test(`leaktop ${name}: a batch has the rows and columns of the view`, requires('linux'), () => {
    const valued = columns.filter((id) => isSortable(entity, id));
    const heads = valued.map((id) => FIELDS[entity][id]?.header);
    const [document] = JSON.parse(printed(name, '--format', 'json', '-n1')) as [Record<string, unknown[]>];
    assert.ok(Array.isArray(document[entity]), entity);
    const [head = ''] = printed(name, '--format', 'csv', '-n1').split('\r\n');
    const named = head.split(',').slice(1);
    if (view === 'processes') return assert.ok(named.includes('command'));
    // A rate has the window it was taken over beside it.
    const exported = valued.flatMap((id) => [id, FIELDS[entity][id]?.over ?? id]);
    assert.deepEqual(named, [...new Set([...KEY_COLUMNS[entity], ...exported])]);
    const text = printed(name, '-b', '-n1', '-w', '500');
    assert.ok(text.split('\n').some((line) => line.trim().split(/\s+/).join(' ') === heads.join(' ')), text);
  });
}

test('leaktop findings: the list on screen, which Esc closes; in a batch its rows, the worst first', requires('linux'), async () => {
  const pty = openMonitor(['findings', '-d', '1'], { cols: 120, rows: 30 });
  await pty.until(/Findings/);
  pty.key('\x1b');
  await pty.until(RUNNING);
  const columns = ['severity', 'kind', 'age', 'pid', 'sentence', 'advice'];
  const [document] = JSON.parse(printed('findings', '--format', 'json', '-n1')) as [{ finding: { severity: string }[] }];
  const levels = document.finding.map(({ severity }) => ['critical', 'warning', 'note'].indexOf(severity));
  assert.deepEqual(levels, [...levels].sort(), 'levels');
  const [head = ''] = printed('findings', '--format', 'csv', '-n1').split('\r\n');
  assert.deepEqual(head.split(',').slice(1), ['id', ...columns]);
  const [line = ''] = printed('findings', '-b', '-n1', '-w', '200').split('\n');
  assert.equal(line.trim().split(/\s+/).join(' '), columns.map((id) => FIELDS.finding[id]?.header).join(' '));
  assert.doesNotMatch(printed('findings', '--format', 'openmetrics', '-n1'), /\bid="[^"]*",id=/);
});

test('a table without process rows begins with its head, and narrow lines keep what names a row', requires('linux'), () => {
  const lines = printed('groups', '-b', '-n2', '-d.2', '-w', '40').split('\n');
  assert.match(lines[0] ?? '', /^ *PROCS .* GROUP$/);
  assert.equal(lines.filter((line) => line.endsWith(' GROUP')).length, 2);
  assert.ok(lines.every((line) => line.length <= 40));
});

test('-o orders the rows of the view', requires('linux'), () => {
  const [{ group }] = JSON.parse(printed('groups', '--format', 'json', '-n1', '-o', '-name')) as [{ group: { name: string | null }[] }];
  const names = group.flatMap(({ name }) => name ?? []);
  assert.deepEqual(names, [...names].sort(compareCodePoints));
});

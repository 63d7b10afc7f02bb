// The board holds what each finder says now: the worst first, of equals the newest, and nothing that was taken back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FindingBoard } from '../../src/core/finding-board.ts';
import type { Finding, Severity } from '../../src/core/finding.ts';

function finding(id: string, severity: Severity, sinceSeconds: number): Finding {
  const subject = { entity: 'host', key: {}, label: '' } as const;
  return { id, kind: 'zombies', severity, subject, sinceSeconds, numbers: {}, texts: {} };
}

const ids = (board: FindingBoard): string[] => board.list().map(({ id }) => id);

test('the worst finding is first, of equals the newest', () => {
  const board = new FindingBoard();
  board.put('a', [finding('old', 'warning', 10), finding('new', 'warning', 20), finding('small', 'note', 30)]);
  board.put('b', [finding('worst', 'critical', 1)]);
  assert.deepEqual(ids(board), ['worst', 'new', 'old', 'small']);
});

test('what a finder no longer says is gone, and what others say stays', () => {
  const board = new FindingBoard();
  board.put('a', [finding('one', 'warning', 1), finding('two', 'warning', 2)]);
  board.put('b', [finding('other', 'warning', 3)]);
  board.put('a', [finding('two', 'warning', 2)]);
  assert.deepEqual(ids(board), ['other', 'two']);
  board.put('a', []);
  assert.deepEqual(ids(board), ['other']);
});

test('of more findings than anybody reads the worst are kept', () => {
  const board = new FindingBoard();
  board.put('a', Array.from({ length: 1000 }, (_, i) => finding(`note${i}`, 'note', i)));
  board.put('b', [finding('worst', 'critical', 1)]);
  assert.equal(board.list().length, 200);
  assert.equal(ids(board)[0], 'worst');
  assert.equal(ids(board)[1], 'note999');
});

test('the list is the same array while everybody puts the same findings', () => {
  const board = new FindingBoard();
  const stands = finding('stands', 'warning', 1);
  board.put('a', [stands]);
  const before = board.list();
  board.put('a', [stands]);
  board.put('b', []);
  assert.equal(board.list(), before);
  board.put('a', [{ ...stands, severity: 'critical' }]);
  assert.notEqual(board.list(), before);
  assert.equal(board.list()[0]?.severity, 'critical');
});

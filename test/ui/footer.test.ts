// The lines that talk: prompts keep the cursor in sight and say what is wrong, hints and notices fit.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Overlay } from '../../src/store/state.ts';
import { hintLine, noticeLine } from '../../src/ui/footer.ts';
import { lineWidth, type Line } from '../../src/ui/spans.ts';
import { makeTestView } from '../support/view-fixture.ts';

const textOf = (line: Line | null): string => (line ?? []).map(({ text }) => text).join('');
const prompt = (text: string, error: string | null): Overlay => ({
  kind: 'prompt',
  purpose: { kind: 'delay' },
  label: 'Delay in seconds [3]:',
  editor: { text, cursor: [...text].length, historyIndex: -1, draft: '' },
  error,
});

test('hints are left out from the end, never cut', () => {
  const view = makeTestView({ columns: 80, rows: 24 });
  assert.equal(textOf(hintLine(view, 28)), ' h  help   q  quit   k  kill');
  assert.equal(textOf(hintLine(view, 27)), ' h  help   q  quit');
  for (let columns = 12; columns < 200; columns++) assert.ok(lineWidth(hintLine(view, columns)) <= columns);
});

test('a prompt shows label, text, cursor, and why the last answer was refused, at any width', () => {
  for (let columns = 20; columns <= 200; columns += 7) {
    for (const text of ['', 'abc', 'x'.repeat(300), '日本'.repeat(50)]) {
      const view = makeTestView({ columns, rows: 24, overlay: prompt(text, 'not a number of seconds') });
      const line = noticeLine(view, columns);
      assert.ok(line !== null && lineWidth(line) <= columns, `${columns}: ${textOf(line)}`);
      // Where there is no room for both, the sentence stands alone until the next key.
      const isAlone = columns < 39;
      assert.equal(line.filter(({ role }) => role === 'cursor').length, isAlone ? 0 : 1, `${columns}`);
      if (isAlone) assert.equal(textOf(line), 'not a number of seconds'.slice(0, columns));
    }
  }
  const view = makeTestView({ columns: 80, rows: 24, overlay: prompt('abc', 'not a number') });
  assert.match(textOf(noticeLine(view, 80)), /^Delay in seconds \[3\]: abc +not a number $/);
});

test('a notice is one line that fits; without one there is none', () => {
  const view = (text: string) => makeTestView({ columns: 40, rows: 24, view: { notice: { level: 'error', text } } });
  assert.ok(lineWidth(noticeLine(view('e'.repeat(100)), 40) ?? []) <= 40);
  assert.equal(noticeLine(makeTestView({ columns: 40, rows: 24 }), 40), null);
});

// Golden files: a screen as text with the looks of its cells, kept beside the tests and compared to the letter.
// UPDATE_GOLDEN=1 writes what is there; then the change is read in the diff before it is committed.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HeadlessTerminal, SeenCell } from './headless.ts';

const FOLDER = new URL('../frames/golden/', import.meta.url);

/** Fails with the lines that differ when the screen is not the golden one. */
export function assertGolden(name: string, screen: HeadlessTerminal): void {
  const path = fileURLToPath(new URL(`${name}.txt`, FOLDER));
  const seen = describeScreen(screen);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, seen);
    return;
  }
  assert.ok(existsSync(path), `there is no golden frame ${name}: make it with UPDATE_GOLDEN=1 and look at it\n${seen}`);
  const golden = readFileSync(path, 'utf8');
  if (seen !== golden)
    assert.fail(`${name} is not its golden frame (UPDATE_GOLDEN=1 accepts it):\n${difference(golden, seen)}`);
}

/** The text between bars, then for each line the runs of cells that do not have the terminal's own look. */
function describeScreen(screen: HeadlessTerminal): string {
  const lines: string[] = [];
  const looks: string[] = [];
  for (let y = 0; y < screen.rows; y++) {
    let text = '';
    const runs: string[] = [];
    let from = 0;
    let look = '';
    for (let x = 0; x <= screen.columns; x++) {
      const cell = x < screen.columns ? screen.cellAt(x, y) : null;
      const next = cell === null ? '' : lookOf(cell);
      if (cell !== null) text += cell.text;
      if (next === look) continue;
      if (look !== '') runs.push(`${from}-${x - 1} ${look}`);
      from = x;
      look = next;
    }
    lines.push(`|${text}|`);
    if (runs.length > 0) looks.push(`${y}: ${runs.join(', ')}`);
  }
  return `${lines.join('\n')}\n\n${looks.join('\n')}\n`;
}

/** '' for the terminal's own look. What a blank cannot show (a foreground, bold) counts as nothing. */
function lookOf({ text, fg, bg, bold, dim, underline, inverse }: SeenCell): string {
  const blank = text === ' ' && !inverse && !underline;
  const words: string[] = [];
  if (fg !== null && !blank) words.push(`fg${fg}`);
  if (bg !== null) words.push(`bg${bg}`);
  if (bold && !blank) words.push('bold');
  if (dim && !blank) words.push('dim');
  if (underline) words.push('underline');
  if (inverse) words.push('inverse');
  return words.join(' ');
}

function difference(golden: string, seen: string): string {
  const before = golden.split('\n');
  const after = seen.split('\n');
  const lines: string[] = [];
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    if (before[i] === after[i]) continue;
    lines.push(`line ${i + 1}`, `- ${before[i] ?? ''}`, `+ ${after[i] ?? ''}`);
  }
  return lines.join('\n');
}

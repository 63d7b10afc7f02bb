// Draws a picture of the running monitor as SVG: npm run screenshot -- OUT.svg [COLUMNSxROWS] [SECONDS] [KEYS]
// The program runs in a real pty; what a terminal makes of its output becomes the picture, nothing is added.

import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as pty from '@lydell/node-pty';
import xterm from '@xterm/headless';
import type { IBufferCell } from '@xterm/headless';

const [out, size = '120x30', seconds = '8', keys = ''] = process.argv.slice(2);
if (out === undefined) {
  process.stderr.write('usage: screenshot OUT.svg [COLUMNSxROWS] [SECONDS] [KEYS]\n');
  process.exit(2);
}
const [columns, rows] = size.split('x').map(Number) as [number, number];
const CELL = { width: 8.4, height: 17 };
const PAPER = '#14161a';
const INK = '#d0d4da';
/** The sixteen colours of a terminal, dark and bright. */
const BASE = ['#2b2f36', '#e05561', '#8cc265', '#d8a657', '#5d9fe8', '#c678dd', '#42b3c2', '#d7dae0'];
const BRIGHT = ['#6b7280', '#ff6b78', '#a5e075', '#f0c674', '#7fb8ff', '#de9bf0', '#5fd7e5', '#ffffff'];

const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
const program = pty.spawn(process.execPath, [fileURLToPath(new URL('../dist/leaktop.js', import.meta.url)), '-d', '1'], {
  cols: columns,
  rows,
  env: { ...(process.env as Record<string, string>), TERM: 'xterm-256color', LANG: 'C.UTF-8' },
  name: 'xterm-256color',
});
program.onData((data) => terminal.write(data));
await sleep(Number(seconds) * 1000);
for (const key of keys) {
  program.write(key);
  await sleep(700);
}
await new Promise<void>((resolve) => terminal.write('', resolve));
writeFileSync(out, picture());
program.kill('SIGTERM');

function picture(): string {
  const lines: string[] = [];
  for (let y = 0; y < rows; y++) lines.push(...drawLine(y));
  const width = columns * CELL.width + 16;
  const height = rows * CELL.height + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="14">`,
    `<rect width="100%" height="100%" rx="6" fill="${PAPER}"/>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

/** Runs of equal style; their words are pinned to their cells by textLength, so that every font lines up. */
function drawLine(y: number): string[] {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + y);
  if (line === undefined) return [];
  const parts: string[] = [];
  let x = 0;
  while (x < columns) {
    const style = styleOf(line.getCell(x));
    let text = '';
    let end = x;
    for (; end < columns; end++) {
      const cell = line.getCell(end);
      if (styleOf(cell).id !== style.id) break;
      if (cell?.getWidth() !== 0) text += cell?.getChars() || ' ';
    }
    parts.push(...drawRun(text, x, end - x, y, style));
    x = end;
  }
  return parts;
}

interface Style {
  readonly id: string;
  readonly ink: string;
  readonly paper: string | null;
  readonly extra: string;
}

function drawRun(text: string, x: number, cells: number, y: number, style: Style): string[] {
  const left = 8 + x * CELL.width;
  const top = 8 + y * CELL.height;
  const width = (cells * CELL.width).toFixed(1);
  const parts: string[] = [];
  if (style.paper !== null) {
    parts.push(`<rect x="${left.toFixed(1)}" y="${top}" width="${width}" height="${CELL.height}" fill="${style.paper}"/>`);
  }
  for (const { 0: word, index } of text.matchAll(/\S+( \S+)*/g)) {
    const escaped = word.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
    const start = left + index * CELL.width;
    const length = (word.length * CELL.width).toFixed(1);
    parts.push(
      `<text x="${start.toFixed(1)}" y="${top + 13}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${style.ink}"${style.extra}>${escaped}</text>`,
    );
  }
  return parts;
}

function styleOf(cell: IBufferCell | undefined): Style {
  if (cell === undefined) return { id: '', ink: INK, paper: null, extra: '' };
  let ink = cell.isFgDefault() ? INK : colour(cell.getFgColor(), cell.isFgRGB());
  let paper = cell.isBgDefault() ? null : colour(cell.getBgColor(), cell.isBgRGB());
  if (cell.isInverse()) [ink, paper] = [paper ?? PAPER, ink];
  const extra = `${cell.isBold() ? ' font-weight="bold"' : ''}${cell.isDim() ? ' opacity="0.6"' : ''}`;
  return { id: `${ink} ${paper ?? ''}${extra}`, ink, paper, extra };
}

function colour(value: number, isRgb: boolean): string {
  if (isRgb) return `#${value.toString(16).padStart(6, '0')}`;
  if (value < 16) return (value < 8 ? BASE[value] : BRIGHT[value - 8]) ?? INK;
  if (value >= 232) return grey(8 + (value - 232) * 10);
  const steps = [0, 95, 135, 175, 215, 255];
  const index = value - 16;
  return rgb(steps[Math.floor(index / 36)] ?? 0, steps[Math.floor(index / 6) % 6] ?? 0, steps[index % 6] ?? 0);
}

function grey(level: number): string {
  return rgb(level, level, level);
}

function rgb(red: number, green: number, blue: number): string {
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

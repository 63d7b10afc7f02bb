// What a terminal shows, as SVG: each run of cells of one look is a text pinned to its cells, so that every font lines up.
// Must never add anything that is not on the screen.

import type { IBufferCell, Terminal } from '@xterm/headless';

const CELL = { width: 8.4, height: 17 };
const PAPER = '#14161a';
const INK = '#d0d4da';
/** The sixteen colours of a terminal, dark and bright. */
const BASE = ['#2b2f36', '#e05561', '#8cc265', '#d8a657', '#5d9fe8', '#c678dd', '#42b3c2', '#d7dae0'];
const BRIGHT = ['#6b7280', '#ff6b78', '#a5e075', '#f0c674', '#7fb8ff', '#de9bf0', '#5fd7e5', '#ffffff'];

/** The lines of the screen as SVG elements, without the frame around them. */
export function drawScreen(terminal: Terminal): string {
  const lines: string[] = [];
  for (let y = 0; y < terminal.rows; y++) lines.push(...drawLine(terminal, y));
  return lines.join('\n');
}

/** A whole picture around what was drawn; `extraRows` leave room below the screen. */
export function frameOf(content: string, size: { readonly columns: number; readonly rows: number }, extraRows = 0): string {
  const width = size.columns * CELL.width + 16;
  const height = (size.rows + extraRows) * CELL.height + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="14">`,
    `<rect width="100%" height="100%" rx="6" fill="${PAPER}"/>`,
    content,
    '</svg>',
    '',
  ].join('\n');
}

/** A line of words below the screen: what is being done, and why. */
export function drawCaption(text: string, rows: number): string {
  const y = 8 + rows * CELL.height + 20;
  return `<text x="12" y="${y}" fill="${BRIGHT[3]}" font-weight="bold">${escape(text)}</text>`;
}

function drawLine(terminal: Terminal, y: number): string[] {
  const columns = terminal.cols;
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
    const start = left + index * CELL.width;
    const length = (word.length * CELL.width).toFixed(1);
    parts.push(
      `<text x="${start.toFixed(1)}" y="${top + 13}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${style.ink}"${style.extra}>${escape(word)}</text>`,
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

function escape(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

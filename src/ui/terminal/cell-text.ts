// The last gate before the terminal: the text of any cell, whoever wrote it (our grids, blessed's boxes, contrib's
// charts), as something that may be sent. Never lets a control or an unprintable character through.

import { cellsOf, HIDDEN, HIDDEN_ASCII } from './cell-width.ts';

export interface SafeText {
  readonly text: string;
  readonly width: 1 | 2;
  /** Terminals may disagree on its width: after it the cursor is placed anew. */
  readonly risky: boolean;
  /** Bytes in UTF-8. */
  readonly bytes: number;
}

/** Cell texts remembered; emptied when a hostile stream of names fills it. */
const TEXTS_KEPT = 4096;

const ASCII: readonly SafeText[] = Array.from({ length: 0x7f }, (_, code) => ({
  text: code < 0x20 ? ' ' : String.fromCharCode(code),
  width: 1,
  risky: false,
  bytes: 1,
}));

export const SPACE: SafeText = ASCII[0x20] ?? { text: ' ', width: 1, risky: false, bytes: 1 };

/** What to send for the texts of cells, remembered. */
export class CellTexts {
  readonly #unicode: boolean;
  readonly #known = new Map<string, SafeText>();

  constructor(unicode: boolean) {
    this.#unicode = unicode;
  }

  /** @param text the text of one cell, not '' */
  safe(text: string): SafeText {
    const code = text.charCodeAt(0);
    if (text.length === 1 && code >= 0x20 && code < 0x7f) return ASCII[code] ?? SPACE;
    let known = this.#known.get(text);
    if (known === undefined) {
      known = this.#unicode ? safeUnicode(text) : safeAscii(text);
      if (this.#known.size >= TEXTS_KEPT) this.#known.clear();
      this.#known.set(text, known);
    }
    return known;
  }
}

function safeUnicode(text: string): SafeText {
  const cells = cellsOf(text);
  const cell = cells.length === 1 ? cells[0] : undefined;
  if (cell === undefined) return { text: HIDDEN, width: 1, risky: false, bytes: 2 };
  return { ...cell, risky: isRisky(cell.text, cell.width), bytes: Buffer.byteLength(cell.text) };
}

function safeAscii(text: string): SafeText {
  return { text: asciiOf(text), width: 1, risky: false, bytes: 1 };
}

/** True outside the blocks whose widths every terminal of the last twenty years agrees on. */
function isRisky(text: string, width: number): boolean {
  const point = text.codePointAt(0) ?? 0;
  if (text.length > 1) return true;
  // Latin, Greek, Cyrillic, Armenian; then punctuation, arrows, mathematics, line drawing, blocks, braille; then CJK.
  if (width === 1) {
    return !(point < 0x590 || (point >= 0x2010 && point < 0x2600) || isBraille(point) || point >= 0xff61);
  }
  return !((point >= 0x2e80 && point <= 0xd7a3) || (point >= 0xf900 && point <= 0xff60));
}

function isBraille(point: number): boolean {
  return point >= 0x2800 && point <= 0x28ff;
}

const ASCII_FOR: Readonly<Record<string, string>> = {
  '─': '-', '━': '-', '═': '-', '–': '-', '—': '-', '│': '|', '┃': '|', '║': '|',
  '←': '<', '↑': '^', '→': '>', '↓': 'v', '◀': '<', '▲': '^', '▶': '>', '▼': 'v', '△': '^', '▽': 'v',
  '…': '.', '·': HIDDEN_ASCII, '•': '*', '●': '*', '○': 'o', '×': 'x', '✓': '+', '⚠': '!', 'µ': 'u', '≥': '>', '≤': '<',
  '≈': '~', '°': 'o', ' ': ' ',
};

/** A shape of the same meaning: lines and corners of frames, bars, braille dots. */
function asciiOf(text: string): string {
  const known = ASCII_FOR[text];
  if (known !== undefined) return known;
  const point = text.codePointAt(0) ?? 0;
  if (point >= 0x2500 && point <= 0x257f) return '+';
  if (point >= 0x2580 && point <= 0x259f) return '#';
  if (isBraille(point)) return point === 0x2800 ? ' ' : '*';
  const cell = cellsOf(text, false)[0];
  return cell?.text ?? HIDDEN_ASCII;
}

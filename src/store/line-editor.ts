// Editing one line, as prompts and the palette do: readline's keys on a text of code points.
// Must never hold a control character, a line break or half a surrogate pair: what is pasted is cleaned.

import type { LineEditor } from './state.ts';

export type EditKey =
  | 'start'
  | 'end'
  | 'left'
  | 'right'
  | 'wordLeft'
  | 'wordRight'
  | 'backspace'
  | 'delete'
  | 'killToStart'
  | 'killToEnd'
  | 'killWord'
  | 'older'
  | 'newer';

/** Longer answers than this are never asked for; a pasted file must not be drawn. */
const LONGEST_LINE = 256;
/** Earlier answers kept a kind of prompt. */
const HISTORY_LENGTH = 50;

export const EMPTY_EDITOR: LineEditor = { text: '', cursor: 0, historyIndex: -1, draft: '' };

/** A line that holds a text, the cursor behind it. */
export function editorOf(text: string): LineEditor {
  return insertText(EMPTY_EDITOR, text);
}

/** Whether a text can be typed as it is: nothing of it would be left out. */
export function isTypable(text: string): boolean {
  return cleanText(text) === text;
}

/** Inserts typed or pasted text at the cursor: controls and lone surrogates are left out, breaks become spaces. */
export function insertText(editor: LineEditor, text: string): LineEditor {
  const points = Array.from(editor.text);
  const added = Array.from(cleanText(text)).slice(0, LONGEST_LINE - points.length);
  points.splice(editor.cursor, 0, ...added);
  return edited(points, editor.cursor + added.length);
}

/** One editing key. `history` holds earlier answers, oldest first. */
export function editLine(editor: LineEditor, key: EditKey, history: readonly string[]): LineEditor {
  const points = Array.from(editor.text);
  const at = editor.cursor;
  switch (key) {
    case 'start':
      return { ...editor, cursor: 0 };
    case 'end':
      return { ...editor, cursor: points.length };
    case 'left':
      return { ...editor, cursor: Math.max(0, at - 1) };
    case 'right':
      return { ...editor, cursor: Math.min(points.length, at + 1) };
    case 'wordLeft':
      return { ...editor, cursor: wordStart(points, at) };
    case 'wordRight':
      return { ...editor, cursor: wordEnd(points, at) };
    case 'backspace':
      return cut(editor, points, Math.max(0, at - 1), at);
    case 'delete':
      return cut(editor, points, at, Math.min(points.length, at + 1));
    case 'killToStart':
      return cut(editor, points, 0, at);
    case 'killToEnd':
      return cut(editor, points, at, points.length);
    case 'killWord':
      return cut(editor, points, wordStart(points, at), at);
    case 'older':
      return recall(editor, history, 1);
    case 'newer':
      return recall(editor, history, -1);
  }
}

/** The history with an answer added: the same answer is kept once, at its newest place. */
export function remember(history: readonly string[], answer: string): readonly string[] {
  if (answer === '') return history;
  return [...history.filter((earlier) => earlier !== answer), answer].slice(-HISTORY_LENGTH);
}

function edited(points: readonly string[], cursor: number): LineEditor {
  return { text: points.join(''), cursor, historyIndex: -1, draft: '' };
}

function cut(editor: LineEditor, points: string[], from: number, to: number): LineEditor {
  if (from === to) return editor;
  points.splice(from, to - from);
  return edited(points, from);
}

/** `historyIndex` counts back from the newest answer: 0 is the newest. */
function recall(editor: LineEditor, history: readonly string[], step: 1 | -1): LineEditor {
  const index = editor.historyIndex + step;
  if (index >= history.length || index < -1) return editor;
  const draft = editor.historyIndex === -1 ? editor.text : editor.draft;
  const text = index === -1 ? draft : (history[history.length - 1 - index] as string);
  return { text, cursor: Array.from(text).length, historyIndex: index, draft: index === -1 ? '' : draft };
}

function wordStart(points: readonly string[], from: number): number {
  let at = from;
  while (at > 0 && points[at - 1] === ' ') at--;
  while (at > 0 && points[at - 1] !== ' ') at--;
  return at;
}

function wordEnd(points: readonly string[], from: number): number {
  let at = from;
  while (at < points.length && points[at] === ' ') at++;
  while (at < points.length && points[at] !== ' ') at++;
  return at;
}

/** C0, DEL and C1 controls, the bidirectional controls, and surrogates without their other half are left out. */
function cleanText(text: string): string {
  return text
    .replace(/[\t\r\n]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu, '');
}

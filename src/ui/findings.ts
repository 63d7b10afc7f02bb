// Findings as text: the line of the header, and the content of the dialog that lists them. The painter makes the hostile
// names in them safe. Must never decide which there are, or in which order: the view says.

import type { Severity } from '../core/finding.ts';
import type { FindingItem, View } from '../store/view.ts';
import { keyHint, type DialogContent } from './dialog.ts';
import { clockText } from './meters.ts';
import { fitItems, lineWidth, span, wrapText, type Item, type Line } from './spans.ts';
import { fitWidth } from './terminal/cell-width.ts';
import type { Role } from './theme.ts';

/** A sign too, so that it is seen without colours. */
const SIGNS: Readonly<Record<Severity, { readonly sign: string; readonly word: string; readonly role: Role }>> = {
  critical: { sign: '!!', word: 'critical', role: 'error' },
  warning: { sign: '! ', word: 'warning', role: 'warn' },
  note: { sign: '  ', word: 'note', role: 'dim' },
};
const DAY_SECONDS = 86_400;
const INDENT = 2;
/** Among the parts of a headline. */
const SINCE_RANK = 90;
const COUNT_RANK = 70;
/** Below this the sentence has the whole line. */
const ROOM_FOR_COUNT = 60;

/** The worst finding in one line: since when, what, and how many more the list has. */
export function headlineLine({ severity, parts, count, ...item }: NonNullable<View['headline']>, columns: number): Line {
  const { sign, role } = SIGNS[severity];
  const head = span(`${sign} `, role);
  const since = [span(`${sinceText(item)} `, role)];
  const more = count > 1 && columns >= ROOM_FOR_COUNT ? [span('  '), span(' a ', 'key'), span(` all ${count}`)] : [];
  const room = columns - lineWidth([head]);
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) {
    return [head, ...since, span(fitWidth(only.text, Math.max(0, room - lineWidth([...since, ...more]))), role), ...more];
  }
  const told = parts.map(({ text, short = text, rank }): Item => ({ rank, spans: [span(text, role)], short: [span(short, role)] }));
  return [head, ...fitItems([{ rank: SINCE_RANK, spans: since }, ...told, { rank: COUNT_RANK, spans: more }], room, 0)];
}

/** The list around the chosen finding, which is told in full. */
export function findingsContent(findings: NonNullable<View['findings']>, columns: number, rows: number): DialogContent {
  const { items, chosen, isKnown } = findings;
  const foot = [keyHint('Enter', 'go there'), keyHint('Esc', 'close'), keyHint('Up Down', 'choose'), keyHint('A', 'acknowledge')];
  if (items.length === 0) return { title: 'Findings', lines: nothingLines(isKnown, columns), foot: foot.slice(1, 2) };
  const blocks = items.map((item, i) => itemLines(item, i === chosen, columns));
  const first = firstBlock(blocks, chosen, rows);
  return { title: `Findings (${chosen + 1} of ${items.length})`, lines: blocks.slice(first).flat().slice(0, rows), foot };
}

/** The last start from which the chosen one is seen whole: the list moves no more than it must. */
function firstBlock(blocks: readonly (readonly Line[])[], chosen: number, rows: number): number {
  let first = 0;
  let used = blocks.slice(0, chosen + 1).reduce((sum, lines) => sum + lines.length, 0);
  while (first < chosen && used > rows) used -= (blocks[first++] as readonly Line[]).length;
  return first;
}

function itemLines(item: FindingItem, chosen: boolean, columns: number): readonly Line[] {
  const { severity, sentence, advice, leadsTo } = item;
  const { word, role } = SIGNS[severity];
  const head = `${chosen ? '>' : ' '} ${sinceText(item)} ${word}`;
  const age = ` for ${ageText(item.ageSeconds)} `;
  const indented = (text: string, as: Role): Line[] =>
    wrapText(text, columns - INDENT).map((part) => [span(' '.repeat(INDENT)), span(part, as)]);
  const title: Line = chosen ? [span(fitWidth(head + age, columns), 'chosen')] : [span(head, role === 'error' ? 'bad' : role), span(age, 'dim')];
  const lines = [title, ...indented(sentence, chosen ? 'strong' : 'text')];
  return chosen ? [...lines, ...indented(advice, 'text'), ...indented(`Enter: ${leadsTo}`, 'label')] : lines;
}

function nothingLines(isKnown: boolean, columns: number): Line[] {
  const text = !isKnown ? 'looking …' : 'nothing: no kill for lack of memory, no pressure, nothing near a limit. What begins is shown in the header and here.';
  return wrapText(text, columns).map((part) => [span(part)]);
}

/** The time of day, or how many days ago it was. */
function sinceText({ sinceMillis, ageSeconds }: Pick<FindingItem, 'sinceMillis' | 'ageSeconds'>): string {
  return ageSeconds < DAY_SECONDS ? clockText(sinceMillis) : `${Math.floor(ageSeconds / DAY_SECONDS)} d ago`;
}

function ageText(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

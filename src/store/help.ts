// The help: made from the keymap and the fields, so that it can never say another thing than the keys and columns do.

import { fieldOf } from '../core/fields.ts';
import { GRADE_SIGNS } from '../core/grade.ts';
import { rememberLast } from '../core/remember.ts';
import { firstKeyLabel, isOfView, KEY_GROUPS, keyLabels, modeOf, type KeyEntry, type Mode } from './key-entry.ts';
import type { State } from './state.ts';
import type { HelpLine, View } from './view.ts';
import { tableOf, VIEWS, type ViewId } from './views.ts';
import type { ViewDefinition } from './views/view-definition.ts';

/** Lines that a frame, a title and the footer may take from the help: fewer are never counted as readable. */
const LINES_AROUND_HELP = 6;

/** The keys and the columns of a view. */
export function helpLines(keys: readonly KeyEntry[], id: ViewId): readonly HelpLine[] {
  const lines: HelpLine[] = [];
  for (const group of KEY_GROUPS) {
    const entries = keys.filter((entry) => entry.group === group && isOfView(entry, id));
    if (entries.length === 0) continue;
    if (lines.length > 0) lines.push({ kind: 'blank' });
    lines.push({ kind: 'title', text: group });
    for (const entry of entries) lines.push({ kind: 'key', key: keyLabels(entry).join(' '), text: entry.doc });
  }
  return [...lines, ...columnLines(VIEWS[id]), ...SIGN_LINES];
}

export function helpPageRows(screen: State['screen']): number {
  return Math.max(1, screen.rows - LINES_AROUND_HELP);
}

export function maxHelpScroll(keys: readonly KeyEntry[], state: State): number {
  return Math.max(0, helpLines(keys, state.view).length - helpPageRows(state.screen));
}

/** The keys worth knowing now, most useful first. */
export function keyHints(state: State, keys: readonly KeyEntry[]): View['hints'] {
  return hintsOf({ keys, mode: modeOf(state), view: state.view, secure: state.secure, columns: tableOf(state).columns });
}

interface HintInput {
  readonly keys: readonly KeyEntry[];
  readonly mode: Mode;
  readonly view: ViewId;
  readonly secure: boolean;
  readonly columns: readonly string[];
}

const hintsOf = rememberLast(({ keys, mode, view, secure, columns }: HintInput): View['hints'] =>
  keys
    .filter((entry) => entry.hint !== undefined && entry.keys.length > 0)
    .filter((entry) => entry.modes.includes(mode) && isOfView(entry, view) && !(secure && entry.acts))
    .filter(({ sorts }) => sorts === undefined || columns.includes(sorts))
    .sort((a, b) => (a.hint as number) - (b.hint as number))
    .map((entry) => ({ key: firstKeyLabel(entry), label: entry.label })),
);

/** What fits beside a header on a screen of 80 columns. */
const DOC_COLUMNS = 58;

/** Signs are named as a Unicode terminal shows them; the painter puts in those of the terminal at hand. */
const SIGN_LINES: readonly HelpLine[] = [
  { kind: 'blank' },
  { kind: 'title', text: 'Signs' },
  { kind: 'key', key: '–', text: 'Unknown: not measured yet, or no right to read it.' },
  { kind: 'key', key: GRADE_SIGNS.counter, text: 'Before a head: from counters; short connections are missed.' },
  { kind: 'key', key: GRADE_SIGNS.estimate, text: 'Before a head: an estimate. Without a sign: exact.' },
  { kind: 'key', key: '▼ ▲', text: 'The table is sorted by this column, downwards or upwards.' },
  { kind: 'key', key: '◀ ▶', text: 'There are more columns on this side.' },
  { kind: 'key', key: '[name]', text: 'No command line: a kernel thread or a zombie.' },
  { kind: 'key', key: 'name+', text: 'Cut off: the column is too narrow for the rest.' },
];

/** What the columns of the table say, in the words of their fields. */
function columnLines(view: ViewDefinition): HelpLine[] {
  const lines: HelpLine[] = [{ kind: 'blank' }, { kind: 'title', text: 'Columns' }];
  for (const id of view.columns) {
    const { header, doc } = fieldOf(view.entity, id);
    wrapWords(doc, DOC_COLUMNS).forEach((text, i) => lines.push({ kind: 'key', key: i === 0 ? header : '', text }));
  }
  return lines;
}

function wrapWords(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

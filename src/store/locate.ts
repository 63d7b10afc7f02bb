// Looking for a row by text, as top's L and & do: the next row that shows it is selected.

import { FIELDS } from '../core/fields.ts';
import { columnOf, type AnyTable } from '../core/table.ts';
import { shownCommandLine } from './command-lines.ts';
import { keyFor } from './key-entry.ts';
import { ask, refuse } from './prompt.ts';
import { keepInSight, keyOfRow, positionOf, rowsAt, totalRows } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, type Step } from './step.ts';
import { entityOf, shownTable, tableOf, withTable } from './views.ts';

const HISTORY = 'locate';

export function askLocate(state: State): Step {
  return ask(state, { kind: HISTORY }, 'Locate string');
}

export function answerLocate(state: State, answer: string): Step {
  if (answer === '') return stay({ ...state, overlay: null });
  const found = locate(state, answer);
  return found === null ? refuse(state, `no row shows ${answer}`) : stay({ ...found, overlay: null });
}

/** Goes on looking for what was looked for last. */
export function locateNext(state: State): Step {
  const text = state.histories[HISTORY]?.at(-1);
  if (text === undefined) return stay(tell(state, 'info', `nothing was looked for yet: ${keyFor(state, 'locate')} looks for a text`));
  return stay(locate(state, text) ?? tell(state, 'info', `no row shows ${text}`));
}

/** From behind the selected row to the end, then from the top: null where no row shows the text, in any case. */
function locate(state: State, text: string): State | null {
  const table = shownTable(state);
  if (table === null) return null;
  const total = totalRows(state);
  const rows = rowsAt(state, 0, total);
  const { selected } = tableOf(state);
  const from = selected === null ? -1 : positionOf(state, selected);
  const texts = rowTexts(state, table);
  const wanted = text.toLowerCase();
  for (let step = 1; step <= total; step++) {
    const at = (Math.max(from, -1) + step) % total;
    const row = rows[at] as number;
    if (!texts(row).some((found) => found.toLowerCase().includes(wanted))) continue;
    const next = keepInSight(withTable(state, { selected: keyOfRow(table, entityOf(state), row) }));
    return at <= from ? tell(next, 'info', `${text}: from the top again`) : next;
  }
  return null;
}

/** The texts a row shows: those of its text columns, its numbers of things, and the command line with `c`. */
function rowTexts(state: State, table: AnyTable): (row: number) => readonly string[] {
  const entity = entityOf(state);
  const { columns } = tableOf(state);
  const ofUnit = (unit: string): Float64Array[] =>
    columns.filter((id) => FIELDS[entity][id]?.unit === unit).map((id) => columnOf(table, id));
  const texts = ofUnit('text');
  const ids = ofUnit('id');
  const start = columnOf(table, 'start');
  const pid = columnOf(table, 'pid');
  return (row) => {
    return [
      ...texts.map((column) => state.texts.textOf(column[row] as number)),
      ...ids.map((column) => String(column[row])),
      shownCommandLine(state, pid[row] as number, start[row] as number) ?? '',
    ];
  };
}

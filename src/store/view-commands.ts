// Going from view to view, and what the keys of single views do. All pure.

import { FIELDS } from '../core/fields.ts';
import { GROUP_COLUMN, GROUPINGS, type GroupBy } from '../core/grouping.ts';
import { printQuery } from '../core/query/print.ts';
import type { Query } from '../core/query/query.ts';
import { withFilter } from './filters.ts';
import { keyFor } from './key-entry.ts';
import { memoryWordsOf } from './memory-words.ts';
import { keepInSight, keyAt, positionOf } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import { dropSelection } from './table-commands.ts';
import { shownTable, tableOf, VIEW_IDS, viewOf, withTable, type ViewId } from './views.ts';

/** Waits for the letter of a view. */
export function askView(state: State): Step {
  return stay({ ...state, overlay: { kind: 'goto' } });
}

/** A letter that is none of a view's. */
export function refuseView(state: State, name: string): Step {
  return stay(tell({ ...state, overlay: null }, 'info', `no view ${name}: g shows the letters there are`));
}

/** Shows another view as it was left; what has ended or is hidden there now is selected no longer. */
export function goToView(state: State, view: ViewId): Step {
  const shown: State = { ...state, view, overlay: null };
  const { selected } = tableOf(shown);
  const isThere = selected !== null && positionOf(shown, selected) !== -1;
  return withSample(keepInSight(isThere ? shown : withTable(shown, { selected: null })));
}

export function stepView(state: State, step: 1 | -1): Step {
  const at = VIEW_IDS.indexOf(state.view) + step;
  return goToView(state, VIEW_IDS[(at + VIEW_IDS.length) % VIEW_IDS.length] as ViewId);
}

/** Shows the groups by another thing the processes have in common. */
export function groupBy(state: State, by: GroupBy): Step {
  const grouped: State = { ...state, view: 'groups', groupBy: by };
  const shown = withTable(grouped, { selected: null, offset: 0 });
  return withSample(tell(shown, 'info', `${viewOf(shown).title.toLowerCase()} by ${by}`));
}

/** Goes through the groupings in order. */
export function groupByNext(state: State): Step {
  const at = GROUPINGS.indexOf(state.groupBy);
  return groupBy(state, GROUPINGS[(at + 1) % GROUPINGS.length] as GroupBy);
}

/** Shows the processes of the selected group, or of the first on screen. */
export function openGroup(state: State): Step {
  const { selected, offset } = tableOf(state);
  const key = selected ?? keyAt(state, offset);
  if (key === null) return stay(tell(state, 'info', 'no group is shown yet'));
  const field = GROUP_COLUMN[state.groupBy];
  const name = key['name'] as number;
  const query: Query = Number.isNaN(name)
    ? { kind: 'unknown', field }
    : { kind: 'text', field, operator: '=', text: state.texts.textOf(name) };
  const text = printQuery(query, FIELDS.process);
  const { state: shown, effects } = goToView(withFilter({ ...state, view: 'processes' }, 'group', text, query), 'processes');
  return withEffects(tell(shown, 'info', `processes with ${text}: Esc goes back to the groups`), ...effects);
}

/** Says of the selected part of the memory, or of the first on screen, all that a column may be too narrow for. */
export function openMemory(state: State): Step {
  const words = memoryWordsOf(state);
  if (words === null) return stay(tell(state, 'info', 'no memory is shown yet'));
  return stay({ ...state, overlay: { kind: 'result', title: words.name, lines: [words.amount, '', words.evidence] } });
}

/** Selects nothing; with nothing selected, goes back from the processes of a group to the groups. */
export function stepBack(state: State): Step {
  const { selected, filters } = tableOf(state);
  if (selected !== null || !filters.some(({ kind }) => kind === 'group')) return dropSelection(state);
  return goToView(withFilter(state, 'group', '', null), 'groups');
}

/** What was not wanted before is not in the sample on screen: the next one brings it, unless that is not taken. */
function withSample(state: State): Step {
  if (!state.paused) return withEffects(state, { type: 'refresh' });
  return stay(shownTable(state) === null ? tell(state, 'info', `paused: ${keyFor(state, 'pause')} goes on`) : state);
}

// Going from view to view, and what the keys of single views do. All pure.

import { GROUPINGS, type GroupBy } from '../core/grouping.ts';
import { keepInSight, rowOf } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import { entityOf, shownTable, tableOf, VIEW_IDS, viewOf, withTable, type ViewId } from './views.ts';

/** Waits for the letter of a view. */
export function askView(state: State): Step {
  return stay({ ...state, overlay: { kind: 'goto' } });
}

/** A letter that is none of a view's. */
export function refuseView(state: State, name: string): Step {
  return stay(tell({ ...state, overlay: null }, 'info', `no view ${name}: g shows the letters there are`));
}

/** Shows another view as it was left; what has ended there meanwhile is selected no longer. */
export function goToView(state: State, view: ViewId): Step {
  const shown: State = { ...state, view, overlay: null };
  const table = shownTable(shown);
  // What was never wanted is not in the sample: the next one brings it.
  if (table === null) return withEffects(shown, { type: 'refresh' });
  const { selected } = tableOf(shown);
  const isThere = selected !== null && rowOf(table, entityOf(shown), selected) !== -1;
  return stay(keepInSight(isThere ? shown : withTable(shown, { selected: null })));
}

export function stepView(state: State, step: 1 | -1): Step {
  const at = VIEW_IDS.indexOf(state.view) + step;
  return goToView(state, VIEW_IDS[(at + VIEW_IDS.length) % VIEW_IDS.length] as ViewId);
}

/** Shows the groups by another thing the processes have in common. */
export function groupBy(state: State, by: GroupBy): Step {
  const grouped: State = { ...state, view: 'groups', groupBy: by };
  const shown = withTable(grouped, { selected: null, offset: 0 });
  return withEffects(tell(shown, 'info', `${viewOf(shown).title.toLowerCase()} by ${by}`), { type: 'refresh' });
}

/** Goes through the groupings in order. */
export function groupByNext(state: State): Step {
  const at = GROUPINGS.indexOf(state.groupBy);
  return groupBy(state, GROUPINGS[(at + 1) % GROUPINGS.length] as GroupBy);
}

// What the keys about parents and children do: the forest, collapsing branches, looking at one alone, the time of ended
// children. All pure.

import type { ProcessKey } from '../core/entity.ts';
import { columnOf } from '../core/table.ts';
import { hasChildren, isForest, linkForest, rowOfProcess } from './branches.ts';
import { keyFor } from './key-entry.ts';
import { keepInSight, selectedProcess } from './ranking.ts';
import type { ForestState, State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import { subjectOf } from './table-commands.ts';
import { entityOf, shownTable, viewOf, withTable } from './views.ts';
import { processLabel } from './words.ts';

export function toggleForest(state: State): Step {
  const { entity, only, title } = viewOf(state);
  if (entity !== 'process') return stay(tell(state, 'info', 'only processes make a forest'));
  if (only !== undefined) return stay(tell(state, 'info', `${title} is in one order: the view of processes has the forest`));
  if (state.threads) {
    const text = `threads are in one order: ${keyFor(state, 'threads')} shows processes, then ${keyFor(state, 'forest')} their forest`;
    return stay(tell(state, 'info', text));
  }
  return change(state, { isShown: !state.forest.isShown });
}

/** Hides the descendants of the selected process, or shows them again. */
export function toggleBranch(state: State): Step {
  return withBranch(state, (key) => setCollapsed(state, key, state.forest.collapsed.get(key.pid) !== key.start));
}

export function collapseBranch(state: State): Step {
  return withBranch(state, (key) => setCollapsed(state, key, true));
}

export function expandBranch(state: State): Step {
  return withBranch(state, (key) => setCollapsed(state, key, false));
}

/** Collapses every branch below the roots, or shows all there is where some are collapsed. */
export function toggleAllBranches(state: State): Step {
  const table = shownTable(state);
  return withBranch(state, () => {
    const collapsed = new Map<number, number>();
    if (table === null || state.forest.collapsed.size > 0) return change(state, { collapsed });
    const pids = columnOf(table, 'pid');
    const starts = columnOf(table, 'start');
    const forest = linkForest(table);
    for (let row = 0; row < table.rows; row++) {
      const isBranch = forest.parents[row] !== -1 && forest.descendantsOf(row) > 0;
      if (isBranch) collapsed.set(pids[row] as number, starts[row] as number);
    }
    return change(state, { collapsed });
  });
}

/** Shows the selected process and its descendants alone, or the whole forest again. */
export function toggleFocus(state: State): Step {
  return withBranch(state, (key) => {
    if (state.forest.focus !== null) return change(state, { focus: null });
    const collapsed = new Map(state.forest.collapsed);
    collapsed.delete(key.pid);
    return change(withTable(state, { offset: 0 }), { focus: key, collapsed });
  });
}

/** With top's S a parent is told by what all it started and waited for has used. */
export function toggleCumulative(state: State): Step {
  if (entityOf(state) !== 'process') return stay(tell(state, 'info', 'only processes have children'));
  return withEffects(keepInSight({ ...state, cumulative: !state.cumulative }), { type: 'refresh' });
}

/** Forgets what has ended of what the forest remembers, and says where that changes what is shown. */
export function pruneForest(state: State, before: State): State {
  const { focus, collapsed } = state.forest;
  const { frame } = state;
  if (frame === null || (focus === null && collapsed.size === 0)) return state;
  const lives = (key: ProcessKey): boolean => rowOfProcess(frame.process, key) !== -1;
  const kept = new Map([...collapsed].filter(([pid, start]) => lives({ pid, start })));
  const pruned = kept.size === collapsed.size ? state : { ...state, forest: { ...state.forest, collapsed: kept } };
  if (focus === null || lives(focus)) return pruned;
  const ended = processLabel(before.frame, before.texts, focus);
  const whole = { ...pruned, forest: { ...pruned.forest, focus: null } };
  return isForest(state) ? tell(whole, 'info', `${ended} ended: the whole forest is shown`) : whole;
}

function setCollapsed(state: State, key: ProcessKey, isCollapsed: boolean): Step {
  const table = shownTable(state);
  if (table === null || !hasChildren(table, key)) {
    return stay(tell(state, 'info', `${processLabel(state.frame, state.texts, key)} has no children`));
  }
  const collapsed = new Map(state.forest.collapsed);
  if (isCollapsed) collapsed.set(key.pid, key.start);
  else collapsed.delete(key.pid);
  const selected = selectedProcess(state) ?? key;
  return change(withTable(state, { selected }), { collapsed });
}

/** A key of the forest is about the selected process, else the first on screen; where there is no forest, it says so. */
function withBranch(state: State, run: (key: ProcessKey) => Step): Step {
  if (!isForest(state)) return stay(tell(state, 'info', `this works in the forest: ${keyFor(state, 'forest')} shows it`));
  const key = subjectOf(state);
  return key === null ? stay(tell(state, 'info', 'no process is shown yet')) : run(key);
}

function change(state: State, forest: Partial<ForestState>): Step {
  return stay(keepInSight({ ...state, forest: { ...state.forest, ...forest } }));
}

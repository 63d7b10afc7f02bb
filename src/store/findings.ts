// The dialog of findings: all of them, and where each leads. All pure.
// Must never make a sentence: those come with the findings.

import { FIELDS } from '../core/fields.ts';
import type { FindingKind, WordedFinding } from '../core/finding.ts';
import { parseQuery } from '../core/query/parse.ts';
import { printQuery } from '../core/query/print.ts';
import type { Query } from '../core/query/query.ts';
import type { ProcessKey } from '../core/entity.ts';
import { withFilter } from './filters.ts';
import { findingsOf, timesOf, type Found } from './headline.ts';
import { openDetailOf, type Move } from './table-commands.ts';
import { processRow } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import type { FindingItem, View } from './view.ts';
import { goToView } from './view-commands.ts';
import { VIEW_IDS, VIEWS, withTable, type ViewId } from './views.ts';

/** A dialog of so many rows less around its list; most findings take two lines. */
const LINES_AROUND_LIST = 4;
const LINES_PER_FINDING = 3;

export function openFindings(state: State): Step {
  return stay({ ...state, overlay: { kind: 'findings', chosen: findingsOf(state)[0]?.id ?? '' } });
}

/** The list as the dialog shows it; null while another thing is open. */
export function findingsView(state: State): View['findings'] {
  const { overlay } = state;
  if (overlay?.kind !== 'findings') return null;
  const findings = findingsOf(state);
  const chosen = Math.max(0, findings.findIndex(({ id }) => id === overlay.chosen));
  // What looks for findings is loaded after the first frame, with what judges growth.
  return { items: findings.map((finding) => itemOf(state, finding)), chosen, isKnown: (state.frame?.leaks ?? null) !== null };
}

export function moveFinding(state: State, move: Move): Step {
  const { overlay } = state;
  if (overlay?.kind !== 'findings') return stay(state);
  const findings = findingsOf(state);
  const at = Math.max(0, findings.findIndex(({ id }) => id === overlay.chosen));
  const page = Math.max(1, Math.floor((state.screen.rows - LINES_AROUND_LIST) / LINES_PER_FINDING));
  const last = findings.length - 1;
  const targets: Record<Move, number> = { up: at - 1, down: at + 1, pageUp: at - page, pageDown: at + page, home: 0, end: last };
  const chosen = findings[Math.max(0, Math.min(targets[move], last))]?.id ?? overlay.chosen;
  return stay({ ...state, overlay: { ...overlay, chosen } });
}

/** Goes to what the chosen finding is about. */
export function followFinding(state: State): Step {
  const finding = chosenFinding(state);
  const closed: State = { ...state, overlay: null };
  return finding === null ? stay(closed) : wayOf(closed, finding).go(closed);
}

/** The finding the keys of the list are about. */
export function chosenFinding(state: State): WordedFinding | null {
  const { overlay } = state;
  if (overlay?.kind !== 'findings') return null;
  const findings = findingsOf(state);
  return findings.find(({ id }) => id === overlay.chosen) ?? findings[0] ?? null;
}

function itemOf(state: Found, finding: WordedFinding): FindingItem {
  const { id, severity, sentence, advice } = finding;
  return { id, severity, sentence, advice, ...timesOf(state, finding), leadsTo: wayOf(state, finding).label };
}

/** Where a finding leads: in words, and how. */
interface Way {
  readonly label: string;
  readonly go: (state: State) => Step;
}

function wayOf(state: Found, { kind, subject }: WordedFinding): Way {
  const { entity, label } = subject;
  if (entity === 'process') {
    const key = subject.key as ProcessKey;
    if (state.frame !== null && processRow(state.frame, key) !== -1) return { label: 'its detail', go: (now) => openDetailOf(now, key) };
  }
  if (entity === 'group' && label !== '') return ofGroup(label);
  const view = VIEW_IDS.find((id) => VIEWS[id].entity === entity);
  if (view !== undefined && entity !== 'process') return toView(view);
  return WAYS_OF_KINDS[kind] ?? LARGEST;
}

function ofGroup(unit: string): Way {
  const query: Query = { kind: 'text', field: 'unit', operator: '=', text: unit };
  return { label: 'its processes', go: (state) => filtered(state, printQuery(query, FIELDS.process), query) };
}

function toView(view: ViewId): Way {
  return { label: `the view of ${VIEWS[view].title.toLowerCase()}`, go: (state) => goToView(state, view) };
}

/** Who holds the most memory of its own. */
const LARGEST: Way = {
  label: 'the processes that hold the most memory',
  go: (state) => goToView(withTable({ ...state, view: 'processes' }, { sort: { field: 'anon', descending: true }, selected: null, offset: 0 }), 'processes'),
};

const inState = (letter: string, label: string): Way => {
  const text = `state = ${letter}`;
  return { label, go: (state) => filtered(state, text, parseQuery(text, FIELDS.process)) };
};

/** Of findings about what has no row; the others are about memory. */
const WAYS_OF_KINDS: Partial<Record<FindingKind, Way>> = {
  'stuck-tasks': inState('D', 'the tasks that wait'),
  'leak-ended': toView('leaks'),
  zombies: inState('Z', 'the zombies'),
};

function filtered(state: State, text: string, query: Query): Step {
  const { state: shown, effects } = goToView(withFilter({ ...state, view: 'processes' }, 'query', text, query), 'processes');
  return withEffects(tell(shown, 'info', `processes with ${text}: = shows all again`), ...effects);
}

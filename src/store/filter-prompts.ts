// The prompts that choose which rows are shown: top's o O u U n, the query language of /, htop's filter by text. Each
// answer becomes a filter of the table on screen; a wrong one stays, with the wrong word marked.

import type { Entity } from '../core/entity.ts';
import { FIELDS } from '../core/fields.ts';
import { nearestWord } from '../core/nearest.ts';
import { parseQuery } from '../core/query/parse.ts';
import { QueryError, type Query } from '../core/query/query.ts';
import { anyEquals, OWNER_IDS, type Ownership } from '../core/query/row-queries.ts';
import { parseTopFilter } from '../core/query/top-filter.ts';
import { MOST_ROWS } from '../core/settings.ts';
import { textsOf, withFilter, withFilters } from './filters.ts';
import { ask, refuse } from './prompt.ts';
import { keepInSight } from './ranking.ts';
import type { Filter, State } from './state.ts';
import { stay, type Step } from './step.ts';
import { entityOf, tableOf, withTable } from './views.ts';

/** What is asked, and the columns of the names of owners. */
const OWNERS = {
  effective: { label: 'Which user (blank for all)', names: ['user'] },
  any: {
    label: 'Which user, real, effective or saved (blank for all)',
    names: ['user', 'ruser', 'suser'],
  },
} as const satisfies Readonly<Record<Ownership, object>>;

export function askTopFilter(state: State, ignoreCase: boolean): Step {
  const number = tableOf(state).filters.filter(({ kind }) => kind === 'top').length + 1;
  const how = ignoreCase ? 'ignoring case' : 'case sensitive';
  return ask(state, { kind: 'topFilter', ignoreCase }, `add filter #${number} (${how}) as: [!]FLD?VAL`);
}

export function answerTopFilter(state: State, answer: string, ignoreCase: boolean): Step {
  if (answer === '') return close(state);
  return filterBy(state, 'top', answer, () => parseTopFilter(answer, FIELDS[entityOf(state)], ignoreCase));
}

/** The query that is there can be changed; an empty one takes it away. */
export function askQuery(state: State): Step {
  return ask(state, { kind: 'query' }, 'Show', filterText(state, 'query'));
}

export function answerQuery(state: State, answer: string): Step {
  if (answer === '') return close(withFilter(state, 'query', '', null));
  return filterBy(state, 'query', answer, () => parseQuery(answer, FIELDS[entityOf(state)]));
}

/** Every key typed filters at once. */
export function askText(state: State): Step {
  return ask(state, { kind: 'text', before: tableOf(state).filters }, 'Filter', filterText(state, 'text'));
}

/** The table as the text typed so far filters it. */
export function filterByText(state: State, text: string): State {
  const word = text.trim();
  return keepInSight(withFilter(state, 'text', word, word === '' ? null : { kind: 'word', text: word }));
}

/** What was filtered before the prompt was opened. */
export function restoreFilters(state: State, before: readonly Filter[]): State {
  return keepInSight(withFilters(state, before));
}

export function askUser(state: State, owner: Ownership): Step {
  return ask(state, { kind: 'user', owner }, OWNERS[owner].label);
}

/** A name or a number, with ! in front for all others. */
export function answerUser(state: State, answer: string, owner: Ownership): Step {
  if (answer === '') return close(withFilter(state, 'user', '', null));
  const inverted = answer.startsWith('!');
  const who = answer.slice(inverted ? 1 : 0).trim();
  return filterBy(state, 'user', answer, () => {
    const query = ownedBy(state, who, owner);
    return inverted ? { kind: 'not', term: query } : query;
  });
}

export function askLimit(state: State): Step {
  const now = tableOf(state).limit ?? 0;
  return ask(state, { kind: 'limit' }, `Maximum tasks = ${now}, change to (0 is unlimited)`);
}

export function answerLimit(state: State, answer: string): Step {
  if (answer === '') return close(state);
  if (!/^\d+$/.test(answer)) return refuse(state, `${answer} is not a number of rows`);
  if (Number(answer) > MOST_ROWS) return refuse(state, `${answer} is too many: at most ${MOST_ROWS}`);
  return close(withTable(state, { limit: Number(answer) === 0 ? null : Number(answer) }));
}

function ownedBy(state: State, who: string, owner: Ownership): Query {
  const entity = entityOf(state);
  const span = { from: 0, to: 0 };
  if (/^\d+$/.test(who)) {
    const ids = declared(entity, OWNER_IDS[owner]);
    if (ids.length > 0) return anyEquals(ids, [Number(who)]);
  }
  const fields = declared(entity, OWNERS[owner].names);
  if (fields.length === 0) throw new QueryError('these rows have no user', span);
  const known = new Set(fields.flatMap((field) => textsOf(state, field)));
  if (!known.has(who)) {
    const near = nearestWord(who, known);
    const hint = near === null ? '' : `: did you mean ${near}?`;
    throw new QueryError(who === '' ? 'which user?' : `no process belongs to a user ${who}${hint}`, span);
  }
  return { kind: 'or', terms: fields.map((field): Query => ({ kind: 'text', field, operator: '=', text: who })) };
}

function declared(entity: Entity, ids: readonly string[]): readonly string[] {
  return ids.filter((id) => Object.hasOwn(FIELDS[entity], id));
}

/** Filters by what is read from the answer, or says what is wrong with it. */
function filterBy(state: State, kind: Filter['kind'], answer: string, read: () => Query): Step {
  try {
    return close(withFilter(state, kind, answer, read()));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return refuse(state, error.message, error.span.to > 0 ? error.span : undefined);
  }
}

function filterText(state: State, kind: Filter['kind']): string {
  return tableOf(state).filters.find((filter) => filter.kind === kind)?.text ?? '';
}

function close(state: State): Step {
  return stay(keepInSight({ ...state, overlay: null }));
}

// The state the monitor of this user starts with: settings, then what the command line says, then the keys.
// Must never refuse: what cannot be is told on the first screen, and the rest holds.

import { KEY_CHOICES } from '../store/key-presets.ts';
import { KEYMAP } from '../store/keymap.ts';
import { remapKeys } from '../store/key-remap.ts';
import { withFilter } from '../store/filters.ts';
import { withSettings } from '../store/settings-state.ts';
import type { State } from '../store/state.ts';
import { tell } from '../store/step.ts';
import type { Personal } from './invocation.ts';
import { pidQuery, userQuery } from './option-filters.ts';

export function personalState(state: State, { options, problems, whereKey }: Personal): State {
  const { keymap, problems: wrongKeys } = remapKeys(KEYMAP, KEY_CHOICES[options.keyPreset], options.keys);
  const told = [...problems, ...wrongKeys.map(({ id, text }) => `${whereKey(id)}: ${text}`)];
  const { iterations, width, threads, largeSmaps, resolve, askedView, findings } = options;
  let next: State = {
    ...withSettings(state, options),
    keymap,
    mostColumns: width === 'widest' ? null : width,
    framesLeft: iterations,
    threads,
    largeSmaps,
    resolve,
    overlay: findings ? { kind: 'findings', chosen: '' } : null,
  };
  // What is said of rows is about those of processes, unless a view was asked for.
  const subject = askedView ?? 'processes';
  const table = next.tables[subject];
  next = {
    ...next,
    tables: {
      ...next.tables,
      [subject]: {
        ...table,
        columns: options.fields?.map(({ id }) => id) ?? table.columns,
        sort: options.sort ?? table.sort,
      },
    },
  };
  const { pids, user } = options;
  if (pids.length > 0 || user !== null || threads) next = { ...next, view: subject };
  next = withFilter(next, 'pid', pids.join(','), pidQuery(options));
  next = withFilter(next, 'user', userWord(options), userQuery(options));
  return told.length === 0 ? next : tell(next, 'error', summaryOf(told));
}

/** The chip of the filter; a name would tell what --anonymise hides. */
function userWord({ user, anonymise }: Personal['options']): string {
  return user === null ? '' : `${user.excluded ? '!' : ''}${anonymise ? String(user.uid) : user.user}`;
}

/** One line: what is wrong first, and that there is more. */
function summaryOf([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}

// ★ The keys that choose which rows are shown, and that look for one. Part of the keymap.

import { FIELDS } from '../core/fields.ts';
import { completePrompt } from './completion.ts';
import { clearFilters, showFilters, toggleIdle, toggleKernelThreads, toggleOver } from './filter-commands.ts';
import { askLimit, askQuery, askText, askTopFilter, askUser } from './filter-prompts.ts';
import type { KeyEntry } from './key-entry.ts';
import { askLocate, locateNext } from './locate.ts';
import { OF_PROCESSES, VIEW_IDS, VIEWS } from './views.ts';

const filter = (
  id: string,
  keys: readonly string[],
  label: string,
  doc: string,
  run: KeyEntry['run'],
  hint?: number,
): KeyEntry => ({ id, keys, modes: ['table'], group: 'Filters', label, doc, run, ...(hint === undefined ? {} : { hint }) });

export const FILTER_KEYS: readonly KeyEntry[] = [
  filter('query', ['/'], 'show', 'Show rows by a query: res > 1g and user = root.', askQuery, 5),
  filter('filter-text', ['\\', 'f4'], 'filter', 'Show rows that hold a text, while it is typed.', askText),
  filter('filter-add', ['o'], 'add filter', "Add one of top's filters: [!]FIELD=value, < or >.",
    (s) => askTopFilter(s, true)),
  filter('filter-add-exact', ['O'], 'add filter', "Add one of top's filters, upper and lower case told apart.",
    (s) => askTopFilter(s, false)),
  filter('filters-show', ['C-o'], 'filters', 'Show the active filters.', showFilters),
  filter('filters-clear', ['='], 'show all', 'Take away all filters and limits of this view.', clearFilters),
  filter('user', ['u'], 'user', 'Show the processes of a user; ! in front shows all others.',
    (s) => askUser(s, 'effective')),
  filter('user-any', ['U'], 'any user', 'The same by real, effective or saved user.', (s) => askUser(s, 'any')),
  {
    ...filter('idle', ['i'], 'idle', 'Hide rows that used no processor since the last sample, or show them.', toggleIdle),
    views: VIEW_IDS.filter((id) => 'cpu' in FIELDS[VIEWS[id].entity]),
  },
  {
    ...filter('over', ['i'], 'closed', 'Show connections that are over and wait for late packets (TIME-WAIT), or hide them.', toggleOver),
    views: ['network'],
  },
  {
    ...filter('kernel-threads', ['K'], 'kernel', 'Hide the threads of the kernel, or show them.', toggleKernelThreads),
    views: OF_PROCESSES,
  },
  filter('limit', ['n', '#'], 'rows', 'Show so many rows at most.', askLimit),
  filter('locate', ['L', 'f3'], 'locate', 'Select the next row that shows a text.', askLocate),
  filter('locate-next', ['&'], 'next', 'Select the next one.', locateNext),
];

export const COMPLETION_KEYS: readonly KeyEntry[] = [
  {
    id: 'complete', keys: ['tab'], modes: ['prompt'], group: 'Editing', label: 'complete',
    doc: 'Complete the word of a query, or take the next candidate.', run: (state) => completePrompt(state, 1),
  },
  {
    id: 'complete-back', keys: ['S-tab'], modes: ['prompt'], group: 'Editing', label: 'complete',
    doc: 'Take the candidate before.', run: (state) => completePrompt(state, -1),
  },
];

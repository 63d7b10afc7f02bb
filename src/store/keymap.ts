// ★ The keys, declared once: dispatch, help, footer, palette, docs/keys.md and a test that sends each are made from it.
// A key of another overlay or of editing is declared in keymap-overlays.ts, with the same record.

import {
  askExtraWidth,
  cycleHeaderUnit,
  cycleMeters,
  cycleTaskUnit,
  toggle,
  toggleBold,
  togglePerCpu,
  toggleRunning,
  toggleSolaris,
} from './display.ts';
import { openFields } from './fields-dialog.ts';
import { explainRelease } from './file-commands.ts';
import {
  collapseBranch,
  expandBranch,
  toggleAllBranches,
  toggleBranch,
  toggleCumulative,
  toggleFocus,
  toggleForest,
} from './forest-commands.ts';
import type { KeyEntry, KeyGroup } from './key-entry.ts';
import { FINDING_KEYS } from './keymap-findings.ts';
import { COMPLETION_KEYS, FILTER_KEYS } from './keymap-filters.ts';
import { OVERLAY_KEYS } from './keymap-overlays.ts';
import { openHelp } from './overlays.ts';
import { openPalette, openSortList } from './palette.ts';
import { askDelay, askSignalPid } from './prompts.ts';
import { askRenicePid, stepNice } from './renice.ts';
import { settingsOf } from './settings-state.ts';
import { stay, withEffects } from './step.ts';
import {
  changeWindow,
  moveSelection,
  moveSort,
  openDetail,
  rebase,
  refresh,
  reverseSort,
  scrollColumns,
  sortBy,
  togglePause,
} from './table-commands.ts';
import { toggleThreads } from './thread-commands.ts';
import { askView, goToView, groupByNext, openGroup, openMemory, stepBack, stepView } from './view-commands.ts';
import { namesProcess, OF_PROCESSES, VIEW_IDS, VIEWS, type ViewId } from './views.ts';

/** Views whose rows are processes, or name one: what is done to a process can be done there. */
const WITH_PROCESS: readonly ViewId[] = VIEW_IDS.filter((id) => namesProcess(VIEWS[id].entity));

/** A key of the table, unless `more` says otherwise. */
const key = (
  id: string,
  keys: readonly string[],
  group: KeyGroup,
  label: string,
  doc: string,
  run: KeyEntry['run'],
  more: Partial<KeyEntry> = {},
): KeyEntry => ({ id, keys, modes: ['table'], group, label, doc, run, ...more });

/** Sorts by a field, most first. */
const sortKey = (id: string, keys: readonly string[], label: string, doc: string, sorts: string, hint?: number): KeyEntry =>
  key(id, keys, 'Sorting', label, doc, (s) => sortBy(s, { field: sorts, descending: true }), { sorts, ...(hint === undefined ? {} : { hint }) });

const GENERAL: readonly KeyEntry[] = [
  key('help', ['h', '?', 'f1'], 'General', 'help', 'Show this help.', openHelp, { hint: 1 }),
  key('quit', ['q', 'f10'], 'General', 'quit',
    'End leaktop.', (s) => withEffects(s, { type: 'exit', code: 0 }), { hint: 2 }),
  key('palette', [':'], 'General', 'commands', 'Find any command by name.', openPalette, { hint: 5 }),
  key('refresh', ['space'], 'General', 'refresh', 'Take a new sample now.', refresh),
  key('pause', ['p'], 'General', 'pause', 'Keep what is on screen, or go on.', togglePause, { hint: 10 }),
  key('delay', ['d', 's'], 'General', 'delay', 'Change the time between samples.', askDelay, { hint: 12 }),
];

const SORTING: readonly KeyEntry[] = [
  sortKey('sort-by-res', ['M'], 'by RES', 'Sort by resident memory, most first.', 'res', 6),
  sortKey('sort-by-cpu', ['P'], 'by CPU', 'Sort by processor use, most first.', 'cpu', 7),
  sortKey('sort-by-time', ['T'], 'by TIME', 'Sort by processor time since the start, most first.', 'time'),
  sortKey('sort-by-pid', ['N'], 'by PID', 'Sort by process id, highest first.', 'pid'),
  key('sort-list', ['f6'], 'Sorting', 'sort list', 'List all that can be sorted by.', openSortList),
  key('reverse-sort', ['R'], 'Sorting', 'reverse', 'Turn the order around.', reverseSort, { hint: 9 }),
  key('sort-left', ['<'], 'Sorting', 'sort left', 'Sort by the next column to the left.', (s) => moveSort(s, -1)),
  key('sort-right', ['>'], 'Sorting', 'sort right', 'Sort by the next column to the right.', (s) => moveSort(s, 1)),
];

const MOVING: readonly KeyEntry[] = [
  key('select-up', ['up'], 'Moving', 'up', 'Select the process above.', (s) => moveSelection(s, 'up')),
  key('select-down', ['down'], 'Moving', 'down',
    'Select the process below; the first on screen when none is selected.', (s) => moveSelection(s, 'down')),
  key('page-up', ['pageup'], 'Moving', 'page up', 'Go a page up.', (s) => moveSelection(s, 'pageUp')),
  key('page-down', ['pagedown'], 'Moving', 'page down', 'Go a page down.', (s) => moveSelection(s, 'pageDown')),
  key('first-process', ['home'], 'Moving', 'first', 'Select the first process.', (s) => moveSelection(s, 'home')),
  key('last-process', ['end'], 'Moving', 'last', 'Select the last process.', (s) => moveSelection(s, 'end')),
  key('drop-selection', ['escape'], 'Moving', 'deselect',
    'Select nothing; with nothing selected, go back from the processes of a group to the groups.', stepBack),
];

const VIEWING: readonly KeyEntry[] = [
  key('next-view', ['tab'], 'Views', 'next view', 'Show the next view.', (s) => stepView(s, 1)),
  key('previous-view', ['S-tab'], 'Views', 'previous view', 'Show the view before.', (s) => stepView(s, -1)),
  key('go-to-view', ['g'], 'Views', 'go to', 'Go to the view whose letter follows.', askView, { hint: 5 }),
  ...VIEW_IDS.map((id) => {
    const { title, letter } = VIEWS[id];
    const name = title.toLowerCase();
    return key(`view-${id}`, [letter], 'Views', name, `Show the view of ${name}.`, (s) => goToView(s, id), {
      modes: ['goto'],
      prefix: 'g',
      hint: 1,
    });
  }),
  key('open-group', ['enter'], 'Views', 'processes',
    'Show the processes of the selected group, or of the first on screen.', openGroup, { views: ['groups'], hint: 3 }),
  key('open-memory', ['enter'], 'Views', 'evidence',
    'Say in full what the selected memory is, or the first on screen, how it grew and what to do.', openMemory, { views: ['kernel'], hint: 3 }),
  key('explain-release', ['enter'], 'Views', 'how to free',
    'Say how the space of the selected file, or of the first on screen, is given back.', explainRelease, { views: ['files'], hint: 3 }),
  key('next-grouping', ['G'], 'Views', 'group by',
    'Group by the next thing processes can have in common.', groupByNext, { views: ['groups'], hint: 4 }),
];

const SHOWING: readonly KeyEntry[] = [
  key('command-line', ['c'], 'Columns and windows', 'cmdline', 'Show command lines, or names of programs.',
    (s) => stay({ ...s, showCommandLine: !s.showCommandLine }), { hint: 8, views: OF_PROCESSES }),
  key('threads', ['H'], 'Columns and windows', 'threads',
    'Show a row for each thread, or for each process. Detail, signals and nice values stay those of the process.',
    toggleThreads, { views: ['processes'] }),
  key('cumulative-time', ['S'], 'Columns and windows', 'cumulative',
    'Count the processor time of ended children in TIME+ and TIME, or not.', toggleCumulative),
  key('columns-left', ['left'], 'Columns and windows', 'columns left',
    'Scroll the columns back.', (s) => scrollColumns(s, -1)),
  key('columns-right', ['right'], 'Columns and windows', 'columns right',
    'Scroll the columns: the PID stays.', (s) => scrollColumns(s, 1)),
  key('shorter-window', ['('], 'Columns and windows', 'window',
    'Look back over a shorter window.', (s) => changeWindow(s, -1), { modes: ['table', 'detail'] }),
  key('longer-window', [')'], 'Columns and windows', 'longer window',
    'Look back over a longer window.', (s) => changeWindow(s, 1), { modes: ['table', 'detail'], hint: 11 }),
  key('fields', ['f', 'f2'], 'Columns and windows', 'fields',
    'Choose the columns, their order and the one to sort by.', openFields, { hint: 8 }),
  key('save-layout', ['W'], 'Columns and windows', 'save',
    'Save columns, order and display for the next start.',
    (s) => withEffects(s, { type: 'saveLayout', settings: settingsOf(s) })),
  key('reset-delta-res', ['D'], 'Columns and windows', 'reset ΔRES', 'Count ΔRES from now.', rebase,
    { hint: 13, views: OF_PROCESSES }),
];

const DISPLAY: readonly KeyEntry[] = [
  key('processors', ['1'], 'Display', 'each CPU',
    'Show a meter for each processor, or one for all.', togglePerCpu),
  key('cpu-meters', ['t'], 'Display', 'CPU lines',
    'Show tasks and processors with bars, as numbers only, or not at all.', (s) => cycleMeters(s, 'cpuMeters')),
  key('memory-meters', ['m'], 'Display', 'memory lines',
    'Show memory and swap with bars, as numbers only, or not at all.', (s) => cycleMeters(s, 'memoryMeters')),
  key('summary', ['l'], 'Display', 'load line', 'Show or hide the line of time and load.', (s) => toggle(s, 'summary')),
  key('header-unit', ['E'], 'Display', 'header unit',
    'Go through the units of memory in the header.', cycleHeaderUnit),
  key('task-unit', ['e'], 'Display', 'task unit',
    'Go through the units of memory in the table.', cycleTaskUnit),
  key('solaris-mode', ['I'], 'Display', '%CPU mode',
    'Take %CPU of one processor, or of all of them together.', toggleSolaris),
  key('highlight-sort', ['x'], 'Display', 'mark sort',
    'Let the column that is sorted by stand out.', (s) => toggle(s, 'highlightSort')),
  key('highlight-running', ['y'], 'Display', 'mark running',
    'Let the rows that run stand out.', toggleRunning),
  key('bold', ['b'], 'Display', 'bold', 'Mark by bold letters, or in reverse.', toggleBold),
  key('colours', ['z'], 'Display', 'colours', 'Show with colours, or without.', (s) => toggle(s, 'mono')),
  key('zeros', ['0'], 'Display', 'zeros', 'Write zeros, or leave them out.', (s) => toggle(s, 'zeroSuppress')),
  key('numbers-left', ['J'], 'Display', 'numbers left',
    'Put numbers to the right of their columns, or to the left.', (s) => toggle(s, 'numbersLeft')),
  key('texts-right', ['j'], 'Display', 'texts right',
    'Put texts to the left of their columns, or to the right.', (s) => toggle(s, 'textsRight')),
  key('extra-width', ['X'], 'Display', 'extra width', 'Make the columns of texts wider.', askExtraWidth),
  key('coordinates', ['C'], 'Display', 'coordinates',
    'Say where in the table the screen stands.', (s) => toggle(s, 'coordinates')),
];

const FOREST: readonly KeyEntry[] = [
  key('forest', ['V', 'f5'], 'Forest', 'forest',
    'Show processes below their parents, or in one order.', toggleForest, { hint: 14 }),
  key('toggle-branch', ['v'], 'Forest', 'fold',
    'Forest: hide the descendants of the selected process and show their totals, or show them again.', toggleBranch),
  key('expand-branch', ['+'], 'Forest', 'unfold',
    'Forest: show the descendants of the selected process.', expandBranch),
  key('collapse-branch', ['-'], 'Forest', 'fold',
    'Forest: hide the descendants of the selected process.', collapseBranch),
  key('toggle-all-branches', ['*'], 'Forest', 'fold all',
    'Forest: hide the descendants of all processes below a root, or show all.', toggleAllBranches),
  key('focus-branch', ['F'], 'Forest', 'focus',
    'Forest: show only the selected process and its descendants, or all again.', toggleFocus),
];

const ACTIONS: readonly KeyEntry[] = [
  key('detail', ['enter'], 'Actions', 'detail',
    'Show the selected process in detail, or the first on screen.', openDetail, { hint: 3, views: WITH_PROCESS }),
  key('signal-process', ['k', 'f9'], 'Actions', 'kill',
    'Send a signal to a process.', askSignalPid, { hint: 4, acts: true, views: WITH_PROCESS }),
  key('renice-process', ['r'], 'Actions', 'renice',
    'Give a process another nice value.', askRenicePid, { hint: 14, acts: true, views: WITH_PROCESS }),
  key('nice-down', ['f7'], 'Actions', 'nice -1',
    'Lower the nice value of the selected process by 1, at once: it is favoured.', (s) => stepNice(s, -1), { acts: true, views: WITH_PROCESS }),
  key('nice-up', ['f8'], 'Actions', 'nice +1',
    'Raise the nice value of the selected process by 1, at once.', (s) => stepNice(s, 1), { acts: true, views: WITH_PROCESS }),
];

export const KEYMAP: readonly KeyEntry[] = [
  ...GENERAL,
  ...FINDING_KEYS,
  ...SORTING,
  ...MOVING,
  ...VIEWING,
  ...FILTER_KEYS,
  ...SHOWING,
  ...DISPLAY,
  ...FOREST,
  ...ACTIONS,
  ...OVERLAY_KEYS,
  ...COMPLETION_KEYS,
];

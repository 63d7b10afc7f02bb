// What the screen looks like, cell by cell: views of a fixed machine painted on a terminal in memory.
// Run with UPDATE_GOLDEN=1 to accept a change, then read it in the diff of test/frames/golden.

import { test } from 'node:test';
import { DEFAULT_DISPLAY, type Display } from '../../src/store/display.ts';
import type { Overlay } from '../../src/store/state.ts';
import type { View } from '../../src/store/view.ts';
import { assertGolden } from '../support/golden.ts';
import { openScreen, PLAIN, RICH } from '../support/screen-fixture.ts';
import { HOSTILE_NAMES, makeDetails, makeMachine, makeTestView, type ViewOptions } from '../support/view-fixture.ts';
import { makeRows, makeState, press, stateOf, typed } from '../support/state-fixture.ts';
import type { WordedFinding } from '../../src/core/finding.ts';
import { wordFinding } from '../../src/diagnose/finding-words.ts';
import { findingsView } from '../../src/store/findings.ts';
import { helpLines } from '../../src/store/help.ts';
import { EMPTY_EDITOR } from '../../src/store/line-editor.ts';
import { makeView } from '../../src/store/view-model.ts';
import { withTable } from '../../src/store/views.ts';
import { KEYMAP } from '../../src/store/keymap.ts';

// Times of day are local: the frames are those of one zone.
process.env['TZ'] = 'UTC';

type Scene = Omit<ViewOptions, 'columns' | 'rows'>;
type Size = readonly [columns: number, rows: number];

const machine = makeMachine({ step: 1 });
const key = { pid: 211, start: 3500 };
const { details, history } = makeDetails(machine, 5);
const detail: Overlay = { kind: 'detail', key: details.key, details, history, scroll: 0 };
const editor = { text: 'so', cursor: 2, historyIndex: -1, draft: '' };
const items = [
  { name: 'sort by memory', key: 'M', doc: 'Sorts the table by resident memory.', matched: [0, 1] },
  { name: 'sort by processor', key: 'P', doc: 'Sorts the table by processor use.', matched: [0, 1] },
  { name: 'sort the other way', key: 'R', doc: 'Turns the order of the table round.', matched: [0, 1] },
];
const unknown = {
  cpuUser: NaN,
  cpuNice: NaN,
  cpuSystem: NaN,
  cpuIdle: NaN,
  cpuIowait: NaN,
  cpuIrq: NaN,
  cpuSoftirq: NaN,
  cpuSteal: NaN,
};

const SCENES: Readonly<Record<string, Scene>> = {
  table: { machine },
  first: { machine: makeMachine({ step: 0, host: { ...unknown, netReceived: NaN, netSent: NaN, selfCpu: NaN } }) },
  hostile: { machine: makeMachine({ step: 1, names: HOSTILE_NAMES }), table: { selectedAt: 5 } },
  unwell: {
    machine,
    view: {
      paused: true,
      secure: true,
      health: { staleSeconds: 3, staleReason: 'sampler restarts', stuck: [{ pid: 4711, file: 'cmdline' }] },
      notice: { level: 'error', text: 'pid 4711 is another process now: nothing was sent' },
    },
  },
  empty: { machine, view: { frame: null }, table: { rowCount: 0, total: 0, rows: new Int32Array(0), selectedAt: -1 } },
  prompt: {
    machine,
    overlay: {
      kind: 'prompt',
      purpose: { kind: 'delay' },
      label: 'Delay in seconds [1]:',
      editor: { text: 'abc', cursor: 2, historyIndex: -1, draft: '' },
      error: "'abc' is not a number of seconds",
    },
  },
  confirm: {
    machine,
    overlay: {
      kind: 'confirm',
      title: 'Send SIGTERM to 211 (nginx)?',
      plan: ['user alice, RES 16029 KiB', 'It is asked to end and may clean up first.'],
      action: { kind: 'signal', key, signal: 15 },
    },
  },
  palette: { machine, overlay: { kind: 'palette', editor, chosen: 1 }, view: { palette: { items, chosen: 1 } } },
  help: { machine, overlay: { kind: 'help', scroll: 0 }, view: { help: helpLines(KEYMAP, 'processes') } },
  detail: { machine, overlay: detail },
  groups: { machine: makeMachine({ step: 1, processes: 60 }), of: 'groups', view: { title: 'Groups by command' } },
  goto: { machine, overlay: { kind: 'goto' }, view: { hints: [{ key: 'p', label: 'processes' }, { key: 'c', label: 'groups' }, { key: 'Esc', label: 'cancel' }] } },
  loading: { machine, overlay: { kind: 'detail', key: details.key, details: null, history: null, scroll: 0 } },
};

const modes = (change: Partial<Display>): Partial<View> => ({ display: { ...DEFAULT_DISPLAY, ...change } });
const HEADERS: Readonly<Record<string, Scene>> = {
  'header-processors': { machine: makeMachine({ step: 1, cpus: 64 }), view: modes({ perCpu: true }) },
  'header-wide-processors': { machine: makeMachine({ step: 1, cpus: 4 }), view: modes({ perCpu: true }) },
  'header-text': {
    machine: makeMachine({ step: 1, cpus: 6 }),
    view: modes({ perCpu: true, cpuMeters: 'text', memoryMeters: 'text', headerUnit: 'm', taskUnit: 'g', solaris: true }),
  },
  look: {
    machine,
    view: {
      ...modes({ highlightSort: true, highlightRunning: true, zeroSuppress: true, numbersLeft: true, textsRight: true }),
      coordinates: 'scroll coordinates: y = 1/300 (rows), x = 1/18 (fields)',
    },
  },
  'look-mono': { machine, view: modes({ mono: true, highlightSort: true, highlightRunning: true, bold: false }) },
  'header-off': {
    machine,
    view: { ...modes({ summary: false, cpuMeters: 'off', memoryMeters: 'off' }), paused: true },
  },
};

const FIELDS_SHOWN = ['pid', 'user', 'res', 'anon', 'state', 'cpu', 'command'];
/** The dialog of fields over a state that shows some of them. */
function fieldsScene(kind: 'fields' | 'fieldSearch', chosen: string, moving = false): Scene {
  const overlay: Overlay = { kind, editor: kind === 'fields' ? EMPTY_EDITOR : { ...editor, text: 'memory', cursor: 6 }, chosen, moving };
  const state = withTable({ ...makeState(), overlay }, { columns: FIELDS_SHOWN });
  return { machine, overlay, view: { fields: makeView(state).fields } };
}
const FIELD_SCENES: Readonly<Record<string, Scene>> = {
  fields: fieldsScene('fields', 'res'),
  'fields-moving': fieldsScene('fields', 'anon', true),
  'fields-search': fieldsScene('fieldSearch', 'swap'),
};

const FOUND: readonly WordedFinding[] = [
  found('oom-kill', 'critical', 95, 'OOM: killed 4711 \x1b[31mja{bold}va (3.9 GB) in docker:4f5e6d7c8b9a', 'group'),
  found('memory-low', 'warning', 4000, 'memory is nearly used up: 412 MB of 16 GB can still be had; there is no swap; the largest are java (4711) 9.1 GB, postgres (812) 2.0 GB, 日本語サーバー (900) 1.1 GB', 'host'),
  found('zombies', 'note', 200_000, '37 zombies: their parents do not wait for them', 'host'),
];
function found(kind: WordedFinding['kind'], severity: WordedFinding['severity'], age: number, sentence: string, entity: 'host' | 'group'): WordedFinding {
  const subject = { entity, key: {}, label: entity === 'host' ? '' : 'docker:4f5e6d7c8b9a' };
  const sinceSeconds = machine.frame.uptimeSeconds - age;
  return { id: kind, kind, severity, subject, sinceSeconds, numbers: {}, texts: {}, sentence, advice: 'end or limit the largest, run fewer workers, or add memory' };
}
const troubled = { ...machine, frame: { ...machine.frame, findings: FOUND } };
function findingsScene(of: typeof machine, chosen: string): Scene {
  const overlay: Overlay = { kind: 'findings', chosen };
  return { machine: of, overlay, view: { findings: findingsView({ ...makeState(), frame: of.frame, overlay }) } };
}
/** A leak with a forecast, as it is worded. */
const LEAKING = wordFinding({
  id: 'leak:4711:1:memory', kind: 'leak', severity: 'warning', subject: { entity: 'process', key: { pid: 4711, start: 1 }, label: 'java (4711)' },
  sinceSeconds: machine.frame.uptimeSeconds - 11_400, numbers: { sumPerHour: 38 * 2 ** 20, confidence: 0.92, isLeaking: 1 },
  texts: {
    evidence: 'consistent with a leak: +38 MB/h (36 to 40) anonymous for 3 h 10 m, …', channel: 'memory',
    ends: 'RAM ends at about 05:50, in 2 h 40 m to 3 h 50 m', endsShort: 'RAM ends ~05:50',
    kills: 'the kernel would kill postgres (812), not the one that grows', killsShort: 'would kill postgres (812)',
  },
});
const FINDING_SCENES: Readonly<Record<string, Scene>> = {
  'headline-leak': { machine: { ...machine, frame: { ...machine.frame, findings: [LEAKING, ...FOUND.slice(1)] } } },
  headline: { machine: troubled },
  'headline-warning': { machine: { ...machine, frame: { ...machine.frame, findings: FOUND.slice(1, 2) } }, view: modes({ summary: false, memoryMeters: 'off' }) },
  findings: findingsScene(troubled, 'memory-low'),
  'findings-none': findingsScene({ ...machine, frame: { ...machine.frame, leaks: { watchedSeconds: 9, watched: 1, findings: [], asks: [], heaps: [], maps: [], loads: [] } } }, ''),
};

/** A prompt of the query language, as the keys leave it. */
function queryScene(...keys: readonly string[]): Scene {
  const rows = [{ pid: 1, start: 1, name: 'root' }, { pid: 2, start: 2, name: 'java' }];
  const state = press(stateOf(rows), '/', ...keys).state;
  return { machine, overlay: state.overlay, view: { completion: makeView(state).completion } };
}
const FILTERS = { chips: ['not idle', 'res > 100m and user = root', 'first 20'], shown: 12, total: 300 };
const FILTER_SCENES: Readonly<Record<string, Scene>> = {
  'query-error': queryScene(...typed('java and rez > 1g'), 'enter'),
  'query-completion': queryScene(...typed('user = root and command '), 'tab'),
  filtered: { machine, view: { filters: FILTERS } },
  'filtered-empty': {
    machine,
    view: { filters: { ...FILTERS, shown: 0 } },
    table: { rowCount: 0, total: 0, rows: new Int32Array(0), selectedAt: -1 },
  },
};

const ALL: readonly Size[] = [
  [80, 24],
  [120, 40],
  [200, 50],
  [40, 10],
];
/** The prompts, as their keys open them. */
const PROMPT_KEYS: Readonly<Record<string, readonly string[]>> = {
  'prompt-filter-add': ['o'],
  'prompt-filter-wrong': ['o', ...typed('RSE>1g'), 'enter'],
  'prompt-text': ['\\', ...typed('jav')],
  'prompt-user': ['u', ...typed('rot'), 'enter'],
  'prompt-limit': ['n', ...typed('x'), 'enter'],
  'prompt-locate': ['L', ...typed('nosuch'), 'enter'],
  'prompt-extra-width': ['X', ...typed('999'), 'enter'],
  'notice-locate-next': ['&'],
};
const PROMPT_SCENES: Readonly<Record<string, Scene>> = Object.fromEntries(
  Object.entries(PROMPT_KEYS).map(([scene, keys]) => {
    const { overlay, notice } = press(stateOf(makeRows(3)), ...keys).state;
    return [scene, { machine, overlay, view: { notice } }];
  }),
);

for (const [scene, options] of Object.entries({ ...SCENES, ...FINDING_SCENES, ...HEADERS, ...FIELD_SCENES, ...FILTER_SCENES, ...PROMPT_SCENES })) {
  for (const [columns, rows] of ALL) {
    for (const [looks, capabilities] of [
      ['unicode', RICH],
      ['ascii', PLAIN],
    ] as const) {
      const name = `${scene}-${columns}x${rows}-${looks}`;
      test(name, async () => {
        const screen = openScreen(columns, rows, capabilities);
        try {
          await screen.show(makeTestView({ ...options, columns, rows }));
          // The chart is loaded when it is first wanted.
          if (scene === 'detail' && looks === 'unicode' && rows > 10) await screen.terminal.until(/[\u2801-\u28ff]/);
          assertGolden(name, screen.terminal.screen);
        } finally {
          screen.close();
        }
      });
    }
  }
}

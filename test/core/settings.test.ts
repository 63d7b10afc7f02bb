// Settings: what is written is read again, what is wrong is named, and nothing a user writes throws.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { PROCESS_FIELDS } from '../../src/core/fields/process.ts';
import { isSortable } from '../../src/core/fields.ts';
import { GROUPINGS } from '../../src/core/grouping.ts';
import { METER_MODES } from '../../src/core/appearance.ts';
import { DEFAULT_SETTINGS, KEY_PRESETS, SETTINGS, type Settings, type Vocabulary } from '../../src/core/settings.ts';
import { lineOf, readSettings, writeSettings } from '../../src/core/settings-text.ts';
import { BYTE_UNITS } from '../../src/core/units.ts';
import { WINDOW_SECONDS } from '../../src/core/window.ts';

const VOCABULARY: Vocabulary = { views: { processes: 'process', groups: 'group' } };
const read = (text: string, over = DEFAULT_SETTINGS) => readSettings(parse(text), over, VOCABULARY);

const fieldIds = Object.keys(PROCESS_FIELDS);
const viewSettings = fc.record(
  {
    columns: fc.uniqueArray(fc.constantFrom(...fieldIds), { minLength: 1 }),
    sort: fc.record({
      field: fc.constantFrom(...fieldIds.filter((id) => isSortable('process', id))),
      descending: fc.boolean(),
    }, { noNullPrototype: true }),
    rows: fc.constantFrom(null, 1, 20),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const anySettings: fc.Arbitrary<Settings> = fc.record({
  delaySeconds: fc.integer({ min: 1, max: 1000 }).map((tenths) => tenths / 10),
  windowSeconds: fc.constantFrom(null, ...WINDOW_SECONDS),
  theme: fc.string({ minLength: 1 }),
  keyPreset: fc.constantFrom(...KEY_PRESETS),
  view: fc.constantFrom('processes', 'groups'),
  commandLine: fc.boolean(),
  idle: fc.boolean(),
  forest: fc.boolean(),
  cumulative: fc.boolean(),
  groupBy: fc.constantFrom(...GROUPINGS),
  summary: fc.boolean(),
  cpuMeters: fc.constantFrom(...METER_MODES),
  memoryMeters: fc.constantFrom(...METER_MODES),
  perCpu: fc.boolean(),
  solaris: fc.boolean(),
  highlightSort: fc.boolean(),
  highlightRunning: fc.boolean(),
  bold: fc.boolean(),
  mono: fc.boolean(),
  zeroSuppress: fc.boolean(),
  numbersLeft: fc.boolean(),
  textsRight: fc.boolean(),
  coordinates: fc.boolean(),
  extraWidth: fc.nat(100),
  taskScale: fc.constantFrom(null, ...BYTE_UNITS.slice(0, -1)),
  summaryScale: fc.constantFrom(null, ...BYTE_UNITS),
  views: viewSettings.map((view) => (Object.keys(view).length === 0 ? {} : { processes: { ...view } })),
  keys: fc.dictionary(fc.string({ unit: 'binary', maxLength: 8 }).filter((key) => key !== '__proto__'), fc.array(fc.string({ unit: 'binary' })), { noNullPrototype: true }),
}, { noNullPrototype: true });

test('every setting is one of the declared ones, and its default is not written', () => {
  const declared = new Set([...SETTINGS.map(({ of }) => of), 'views', 'keys']);
  assert.deepEqual([...declared].sort(), Object.keys(DEFAULT_SETTINGS).sort());
  assert.equal(new Set(SETTINGS.map(({ key }) => key)).size, SETTINGS.length);
  assert.equal(writeSettings(DEFAULT_SETTINGS), '');
});

test('what is written is read again as it was', () => {
  fc.assert(
    fc.property(anySettings, (settings) => {
      const { settings: again, problems } = read(writeSettings(settings));
      assert.deepEqual(problems, []);
      assert.deepEqual(again, { ...settings, keys: { ...settings.keys } });
    }),
  );
});

test('a wrong setting is named, and the others hold', () => {
  const cases: readonly (readonly [line: string, path: string, says: RegExp])[] = [
    ['dealy = 1', 'dealy', /^unknown setting 'dealy': did you mean 'delay'\?$/],
    ['delay = "fast"', 'delay', /^"fast" is not a number of seconds$/],
    ['delay = 0.01', 'delay', /too short/],
    ['delay = nan', 'delay', /not a number/],
    ['idle = 1', 'idle', /^1 is not true or false$/],
    ['window = "7m"', 'window', /unknown value "7m"/],
    ['key-preset = "htpo"', 'key-preset', /did you mean "htop"\?/],
    ['task-memory = "e"', 'task-memory', /unknown value "e"/],
    ['view = "proceses"', 'view', /did you mean "processes"\?/],
    ['extra-width = 101', 'extra-width', /^101 is not a whole number from 0 to 100$/],
    ['[views.processes]\nrows = 1.5', 'views.processes.rows', /^1.5 is not a whole number/],
    ['views = 3', 'views', /^3 is not a table$/],
    ['[views.proceses]\nsort = "res"', 'views.proceses', /unknown view 'proceses': did you mean 'processes'\?/],
    ['[views.processes]\ncolumns = ["pid", "rse"]', 'views.processes.columns', /no field 'rse': did you mean/],
    ['[views.processes]\ncolumns = "pid"', 'views.processes.columns', /"pid" is not a list of texts/],
    ['[views.processes]\nsort = "trend"', 'views.processes.sort', /nothing can be sorted by 'trend'/],
    ['[views.processes]\nsrot = "res"', 'views.processes.srot', /did you mean 'sort'\?/],
    ['[keys]\nhelp = "h"', 'keys.help', /"h" is not a list of texts/],
  ];
  for (const [line, path, says] of cases) {
    const { settings, problems } = read(`command-line = true\n${line}\n`);
    assert.equal(problems.length, 1, line);
    assert.equal(problems[0]?.path.join('.'), path);
    assert.match(problems[0]?.text ?? '', says);
    assert.deepEqual(settings, { ...DEFAULT_SETTINGS, commandLine: true }, line);
  }
});

test('fields go by the names of top too, and a minus turns the order around', () => {
  const { settings } = read('[views.processes]\ncolumns = ["PID", "%CPU", "res"]\nsort = "-TIME+"\n');
  assert.deepEqual(settings.views['processes'], {
    columns: ['pid', 'cpu', 'res'],
    sort: { field: 'time', descending: false },
  });
});

test('later files win, setting by setting', () => {
  const config = read('delay = 2\n[views.processes]\nsort = "pid"\ncolumns = ["pid"]\n').settings;
  const { settings } = read('[views.processes]\nsort = "cpu"\n', config);
  assert.equal(settings.delaySeconds, 2);
  assert.deepEqual(settings.views['processes'], { columns: ['pid'], sort: { field: 'cpu', descending: true } });
});

test('a line is found wherever a setting is written', () => {
  const text = '# a\ndelay = 1\nviews.groups.sort = "x"\n\n[views.processes] # b\n  sort = "y"\n\n[keys]\n"a b" = []\nhelp=["h"]\n';
  const lines: Readonly<Record<string, number>> = {
    delay: 2, 'views.groups.sort': 3, 'views.processes': 5, 'views.processes.sort': 6, 'views.processes.columns': 5,
    'keys.a b': 9, 'keys.help': 10, 'keys.other': 8, nothing: 1,
  };
  for (const [path, line] of Object.entries(lines)) assert.equal(lineOf(text, path.split('.')), line, path);
});

test('nothing that can be parsed throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom('delay', 'views', 'keys', 'theme', 'x'), fc.anything())), (data) => {
      const { problems } = readSettings(data, DEFAULT_SETTINGS, VOCABULARY);
      for (const { text } of problems) assert.doesNotMatch(text, /\n/);
    }),
  );
});

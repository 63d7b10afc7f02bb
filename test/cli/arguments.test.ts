// The command line as users type it: top's spellings, ours, and every wrong one with the way out.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { readArguments, UsageError } from '../../src/cli/arguments.ts';
import { fieldList, helpText } from '../../src/cli/help-text.ts';
import { fieldName } from '../../src/core/field-names.ts';
import { COMMANDS, DEFAULT_OPTIONS, OPTIONS, VIEW_WORDS, type Options } from '../../src/cli/options.ts';
import { nameOf } from '../../src/cli/option-words.ts';
import { PROCESS_FIELDS } from '../../src/core/fields/process.ts';
import { requires } from '../support/require.ts';

/** The options a line of words is read as; blanks separate words. */
function read(line: string): Options {
  const invocation = readArguments(line.split(' ').filter((word) => word !== ''));
  assert.ok('options' in invocation, line);
  return invocation.options;
}

function refused(line: string): string {
  try {
    readArguments(line.split(' '));
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    return error.message;
  }
  assert.fail(`${line} was accepted`);
}

const CASES: readonly (readonly [lines: readonly string[], options: Partial<Options>])[] = [
  [[''], {}],
  [['-b', '--batch', '--batch-mode', '--ba', '-bb'], { batch: true }],
  [['-bn1', '-bn 1', '-b -n1', '-b -n=1', '-b -n = 1', '-b -n= 1', '-bn =1', '--batch --iterations=1', '-b --iter 1',
    '-b --iter = 1'], { batch: true, iterations: 1 }],
  [['-d.5', '-d 0.5', '-d 0,5', '-d=.5', '--delay .5', '--delay=.5', '--d=0.5', '-d 9 -d .5'], { delaySeconds: 0.5 }],
  [['-p1,2', '-p 1,2', '-p1 -p2', '-p 1 --pid=2,1'], { pids: [1, 2] }],
  [['-p0', '--pid = 0'], { pids: [process.pid] }],
  [['--large-smaps', '--large'], { largeSmaps: true }],
  [['-bHn 1', '-Hbn1', '-b -H -n 1'], { batch: true, threads: true, iterations: 1 }],
  [['-uroot', '-u root', '--filter-only-euser=root'], { user: { scope: 'effective', user: 'root', uid: null, excluded: false } }],
  [['-U!0', '--filter-any-user !0'], { user: { scope: 'any', user: '0', uid: 0, excluded: true } }],
  [['-oRES', '-o res', '-o +RES', '-o=RES'], { sort: { field: 'res', descending: true } }],
  [['-o-%CPU', '-o -cpu', '--sort-override -%CPU'], { sort: { field: 'cpu', descending: false } }],
  [['-o TIME+', '-o +TIME+', '-o time'], { sort: { field: 'time', descending: true } }],
  [['-w', '--width', '-w -s'], { width: 'widest' }],
  [['-w100', '-w 100', '--width=100', '--width 100'], { width: 100 }],
  [['-ek', '-e K', '--scale-task-mem=k'], { taskScale: 'k' }],
  [['-Ee', '--scale-summary-mem e'], { summaryScale: 'e' }],
  [['-c', '--cmdline-toggle', '-ccc'], { commandLine: true }],
  [['-cc', ''], { commandLine: false }],
  [['-i'], { idle: false }],
  [['-1', '--single-cpu-toggle'], { perCpu: true }],
  [['-S'], { cumulative: true }],
  [['-s', '--secure', '--secure-mode'], { secure: true }],
  [['--format csv', '--format=CSV', '-b --format csv'], { format: 'csv', batch: true }],
  [['-b --fields pid,RES,host.memTotal'], {
    batch: true,
    fields: [{ entity: 'process', id: 'pid' }, { entity: 'process', id: 'res' }, { entity: 'host', id: 'memTotal' }],
  }],
];
for (const [lines, expected] of CASES) {
  for (const line of lines) {
    test(`'${line}' is read as ${JSON.stringify(expected)}`, () => {
      const { width, secure, ...rest } = read(line);
      const { width: _width, secure: _secure, ...defaults } = DEFAULT_OPTIONS;
      assert.deepEqual(rest, { ...defaults, ...withoutWidth(expected) });
      if ('width' in expected) assert.equal(width, expected.width);
      if ('secure' in expected) assert.equal(secure, expected.secure);
    });
  }
}

function withoutWidth({ width: _width, secure: _secure, ...rest }: Partial<Options>): Partial<Options> {
  return rest;
}

test('what runs is said by the words', () => {
  assert.equal(readArguments([]).kind, 'monitor');
  assert.equal(readArguments(['-bn1']).kind, 'batch');
  assert.equal(readArguments(['--format=json']).kind, 'batch');
  const doctor = readArguments(['doctor', '--json', '--root', 'x']);
  assert.ok(doctor.kind === 'doctor' && doctor.options.json && doctor.options.root.endsWith('/x'));
  // As in top, the first of them decides, and nothing after it is looked at.
  for (const words of [['-h'], ['--help'], ['-hv'], ['-b', '--help', '--quux'], ['doctor', '-h']]) {
    assert.equal(readArguments(words).kind, 'help', words.join(' '));
  }
  for (const words of [['-V'], ['--version'], ['--vers'], ['-Vh']]) assert.equal(readArguments(words).kind, 'version');
  for (const words of [['-O'], ['-bO'], ['--list-fields']]) assert.equal(readArguments(words).kind, 'fields');
});

test('the word of a view starts with it, or prints its table', () => {
  for (const { name, view } of VIEW_WORDS) {
    for (const word of [name, view]) {
      const screen = readArguments([word], { ...DEFAULT_OPTIONS, view: 'processes' });
      assert.ok(screen.kind === 'monitor', word);
      assert.deepEqual([screen.options.view, screen.options.askedView], [view, view]);
      assert.equal(readArguments([word, '-b']).kind, 'batch');
      assert.equal(readArguments(['--format', 'csv', word]).kind, 'batch');
    }
  }
  assert.equal(new Set([...VIEW_WORDS.flatMap(({ name, view }) => (name === view ? [name] : [name, view])), ...COMMANDS.map(({ name }) => name)]).size,
    COMMANDS.length + VIEW_WORDS.reduce((sum, { name, view }) => sum + (name === view ? 1 : 2), 0));
});

test('the word of the list of findings lists them, or prints them', () => {
  const screen = readArguments(['findings'], { ...DEFAULT_OPTIONS, view: 'groups' });
  assert.ok(screen.kind === 'monitor');
  assert.deepEqual([screen.options.findings, screen.options.view, screen.options.askedView], [true, 'groups', null], 'over the view of the config');
  assert.equal(readArguments(['findings', '-b']).kind, 'batch');
  assert.deepEqual(read('findings -b --fields pid,sentence -o age').fields, [{ entity: 'finding', id: 'pid' }, { entity: 'finding', id: 'sentence' }]);
  assert.equal(read('findings -b -o age').sort?.field, 'age');
  for (const words of ['--fields pid', '-o age']) assert.match(refused(`findings ${words}`), /^on screen findings are a list without columns: add -b or --format$/);
  assert.match(refused('findings -b -p 1'), /is about processes, and the rows of the view Findings are none/);
  assert.match(refused('findngs'), /^unknown command 'findngs': did you mean 'findings'\?$/);
});

test('fields and order are those of the rows of the view', () => {
  assert.deepEqual(read('groups -o waitFull').sort, { field: 'waitFull', descending: true });
  assert.deepEqual(read('--fields name,host.memTotal,process.pid groups -b').fields, [
    { entity: 'group', id: 'name' }, { entity: 'host', id: 'memTotal' }, { entity: 'process', id: 'pid' },
  ]);
  assert.deepEqual(read('groups --fields name,res').fields?.map(({ id }) => id), ['name', 'res']);
  assert.match(refused('groups -o ni'), /^--sort-override: no field 'ni'/);
  assert.match(refused('groups --fields process.pid'), /no column of the screen/);
  for (const words of ['-p 1', '-u root', '-U root', '-H', '-i', '-c', '-S']) {
    assert.match(refused(`groups ${words}`), /^'--[a-z-]+' is about processes, and the rows of the view Groups are none$/, words);
    assert.equal(readArguments(['processes', ...words.split(' ')]).kind, 'monitor', words);
  }
  assert.match(refused('gruops'), /^unknown command 'gruops': did you mean 'groups'\?$/);
  assert.match(refused('groups --json'), /^'--json' is an option of 'leaktop doctor' only$/);
});

test('completion wants a shell', () => {
  assert.deepEqual(readArguments(['completion', 'zsh']), { kind: 'completion', shell: 'zsh' });
  assert.match(refused('completion'), /wants a shell: bash, zsh, fish$/);
  assert.match(refused('completion bsh'), /unknown shell 'bsh': did you mean 'bash'\?/);
  assert.match(refused('completion bash now'), /'now' is one word too many/);
});

test('a wrong word is named, with the nearest right one', () => {
  assert.match(refused('--dealy 3'), /^unknown option '--dealy': did you mean '--delay'\?$/);
  assert.match(refused('docter'), /^unknown command 'docter': did you mean 'doctor'\?$/);
  assert.match(refused('--quux'), /^unknown option '--quux': 'leaktop --help' lists them$/);
  assert.match(refused('-z'), /^unknown option '-z': /);
  assert.match(refused('-bz'), /^unknown option '-z': /);
  assert.match(refused('--s 3'), /^'--s' could be .*--sort-override or .*--secure-mode/);
  assert.match(refused('doctor now'), /^'now' is one word too many$/);
  assert.match(refused('-- -d'), /^unknown command '-d'/);
  assert.match(refused('--json'), /^'--json' is an option of 'leaktop doctor' only$/);
  assert.match(refused('doctor -b'), /^'--batch' is no option of 'leaktop doctor'$/);
  assert.match(refused('--batch=1'), /^--batch takes no value$/);
});

test('a wrong value is refused with what is wrong about it', () => {
  for (const value of ['fast', '-1', '1e3', 'NaN', '0x2', '3s']) {
    assert.match(refused(`--delay=${value}`), /^--delay: .*not a number of seconds$/, value);
  }
  assert.match(refused('-d 0'), /too short: at least 0.1/);
  assert.match(refused('-d 1000000'), /too long/);
  assert.match(refused('--root='), /^--root wants DIRECTORY$/);
  assert.match(refused('-d'), /^--delay wants SECONDS$/);
  for (const value of ['x', '1.5', '-1']) assert.match(refused(`-n ${value}`), /^--iterations: .*not a number of frames$/);
  assert.match(refused('-n0'), /at least 1/);
  assert.match(refused('-p 1,x'), /^--pid: 'x' is not a process id$/);
  assert.match(refused('-p 1,'), /^--pid: '' is not a process id$/);
  assert.match(refused('-p 99999999'), /not a process id/);
  assert.match(refused('-u !'), /names no user/);
  assert.match(refused('-o RSE'), /^--sort-override: no field 'RSE': did you mean '(RES|res)'\?$/);
  assert.match(refused('-o quux'), /^--sort-override: no field 'quux': 'leaktop -O' lists them$/);
  assert.match(refused('-o trend'), /nothing can be sorted by 'trend'/);
  assert.match(refused('-b --fields pid,rse'), /^--fields: no field 'rse': did you mean/);
  assert.match(refused('-b --fields host.memTotl'), /did you mean 'host.TOTAL'\?/);
  assert.match(refused('--fields host.memTotal'), /no column of the screen/);
  assert.match(refused('-w2'), /at least 3/);
  assert.match(refused('-w9999'), /at most/);
  assert.match(refused('-e q'), /^--scale-task-mem: unknown value 'q': one of k m g t p$/);
  assert.match(refused('-e e'), /one of k m g t p$/);
  assert.match(refused('--format jsno'), /^--format: unknown value 'jsno': did you mean 'json'\?$/);
  assert.match(refused('-p 1 -u root'), /exclude each other/);
  assert.match(refused('net --resolve --anonymise'), /--anonymise and --resolve exclude each other/);
});

test('any words at all are read or refused in one line', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('-b', '-n', '1', '-d', '=', '--', '-', '-bn', '--fields', '-w', '-p', ',', 'doctor', '--format', '='),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      try {
        readArguments(words);
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error));
      }
    }),
  );
});

test('the help names every option and command once', async () => {
  const help = (await helpText(100)).replace(/\s+/g, ' ');
  for (const spec of OPTIONS) {
    const { short, value = '', optional } = spec;
    const shown = optional === undefined ? value : `[${value}]`;
    const dashed = `${short === undefined ? '' : `-${short},`} --${nameOf(spec)} ${shown}`.trimEnd();
    assert.equal(help.split(`${dashed} `).length, 2, dashed);
    assert.ok(help.includes(spec.doc), spec.doc);
  }
  for (const { name } of COMMANDS) assert.ok(help.includes(`leaktop ${name}`));
  for (const line of (await helpText(60)).split('\n')) assert.ok(line.length <= 60, line);
});

test('every listed field can be sorted by or shown, under both of its names', () => {
  const lines = fieldList().trimEnd().split('\n');
  assert.ok(lines.length > Object.keys(PROCESS_FIELDS).length);
  for (const line of lines) {
    const [header = '', id = ''] = line.split(/ {2,}/);
    const [field] = read(`-b --fields ${id}`).fields ?? [];
    assert.equal(field === undefined ? null : fieldName(field), id);
    if (field?.entity === 'process') assert.deepEqual(read(`-b --fields ${header}`).fields, [field], header);
  }
});

test('every option of top is an option here, by both names', requires('top'), () => {
  const { stdout } = spawnSync('top', ['--help'], { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' } });
  const found = [...stdout.matchAll(/^ -(\w), --([\w-]+)/gm)];
  assert.ok(found.length > 15, stdout);
  for (const [, short, long] of found) {
    const spec = OPTIONS.find((one) => one.short === short);
    assert.ok(spec?.names.includes(long ?? ''), `-${short} --${long}`);
  }
});

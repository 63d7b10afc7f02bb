// Every field that top has too says of stopped processes what top says, when top is told to show all of them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { readFieldId } from '../../src/core/field-names.ts';
import { fieldOf } from '../../src/core/fields.ts';
import { PROCESS_FIELDS } from '../../src/core/fields/process.ts';
import { PROGRAM } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';
import { isStopped, kinds } from './support/kinds.ts';

/** top's own number of its first field, PID, as its configuration file writes it (twice the number, plus one when shown). */
const FIRST_FIELD = 74;
const FIELDS_OF_FILE = 100;
const FIELDS_A_LINE = 35;
const MOST_PIDS = 20;
/** They differ from sample to sample, are no sum here but a rate, or hold blanks. */
const NOT_COMPARED = new Set([
  ...['%CPU', '%CUU', '%CUC', 'vMj', 'vMn', 'ioR', 'ioW', 'ELAPSED', 'STARTED', 'OOMs'],
  ...['COMMAND', 'EXE', 'ENVIRON'],
]);
/** Shares of pages that others map too: how many do differs between two looks. */
const SHARED = new Set(['PSS', 'PSan', 'PSfd', 'PSsh', 'USS']);
const SCALES: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

type Row = Readonly<Record<string, string | number | null | undefined>>;

afterEach(endActors);

test('knows every field of top by its name', requires('linux', 'top'), () => {
  for (const name of namesOfTop()) assert.ok(idOf(name) in PROCESS_FIELDS, name);
});

test('every field of stopped processes is what top says', requires('linux', 'top', 'gcc'), async () => {
  const pids: number[] = [];
  for (const [what, options] of kinds()) pids.push(await startActor(what, options));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  while (!pids.every(isStopped)) await new Promise((resolve) => setTimeout(resolve, 10));
  const names = namesOfTop().filter((name) => !NOT_COMPARED.has(name));
  const ours = rowsOfLeaktop(pids, names);
  // Lines of top end at 512 cells, and it takes 20 pids: some fields of some processes at a time.
  let compared = 0;
  for (let from = 0; from < names.length; from += FIELDS_A_LINE) {
    const some = ['PID', ...names.slice(from, from + FIELDS_A_LINE).filter((name) => name !== 'PID')];
    for (let first = 0; first < pids.length; first += MOST_PIDS) {
      for (const cells of rowsOfTop(pids.slice(first, first + MOST_PIDS), some)) {
        const row = ours.get(Number(cells[0])) as Row;
        some.forEach((name, i) => {
          compare(name, row[idOf(name)], cells[i] as string, Number(cells[0]));
        });
        compared++;
      }
    }
  }
  assert.equal(compared, pids.length * Math.ceil(names.length / FIELDS_A_LINE));
});

function compare(name: string, value: Row[string], cell: string, pid: number): void {
  const what = `${name} of ${pid}: top says ${cell}, we ${String(value)}`;
  const { unit } = fieldOf('process', idOf(name));
  // What top has no value for is 0, -1 or a dash there, and unknown here.
  if (value === null) return assert.match(cell, /^(?:-1|0|-|\?)$/, what);
  // A plus is where top has cut.
  if (cell.endsWith('+')) return assert.ok(String(value).startsWith(cell.slice(0, -1)), what);
  if (typeof value === 'string') return assert.ok(value === cell, what);
  if (unit === 'flags') return assert.ok(cell === (value as number).toString(16).padStart(8, '0').replaceAll('0', '.'), what);
  if (unit === 'cpuSeconds' || unit === 'cpuMinutes') {
    const [minutes = '', seconds = ''] = cell.split(':');
    return assert.ok(Math.abs(Number(minutes) * 60 + Number(seconds) - (value as number)) < 1, what);
  }
  if (cell === 'rt') return assert.equal(value, -100, what);
  const [, digits = '', decimals = '', scale] = /^(-?\d+)(\.\d+)?([kmgt])?$/.exec(cell) ?? [];
  const size = Number(`${digits}${decimals}`) * (scale === undefined ? (unit === 'bytes' ? 1024 : 1) : (SCALES[scale] as number));
  const step = scale === undefined ? 0 : (SCALES[scale] as number) * (decimals === '' ? 1 : 0.1);
  const rounding = unit === 'percent' ? 0.051 : SHARED.has(name) ? size / 4 + 65_536 : step;
  assert.ok(Math.abs((value as number) - size) <= rounding, what);
}

function rowsOfLeaktop(pids: readonly number[], names: readonly string[]): ReadonlyMap<number, Row> {
  const args = [PROGRAM, '-b', '-n1', '-p', pids.join(','), '--format', 'ndjson', '--fields', names.join(',')];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: environment() });
  const rows = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]));
  assert.ok(rows.length > 0, stderr);
  return new Map(rows.filter((row) => typeof row['pid'] === 'number').map((row) => [row['pid'] as number, row]));
}

function namesOfTop(): string[] {
  return spawnSync('top', ['-O'], { encoding: 'utf8', env: environment() }).stdout.split('\n').filter((name) => name !== '');
}

/** The cells of these fields, by row; none of them holds a blank but COMMAND. */
function rowsOfTop(pids: readonly number[], names: readonly string[]): string[][] {
  const config = mkdtempSync(join(tmpdir(), 'leaktop-top-'));
  try {
    mkdirSync(join(config, 'procps'));
    writeFileSync(join(config, 'procps/toprc'), configOfTop(names));
    const env = { ...environment(), XDG_CONFIG_HOME: config, HOME: config };
    const { stdout, stderr } = spawnSync('top', ['-b', '-n1', '-w', '512', '-p', pids.join(',')], { encoding: 'utf8', env });
    const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
    const head = lines.findIndex(([first]) => first === 'PID');
    assert.deepEqual(lines[head], names, `top shows what it is told to: ${stderr}`);
    return lines.slice(head + 1).filter((cells) => cells.length === names.length);
  } finally {
    rmSync(config, { recursive: true });
  }
}

/** As top writes it with W: the fields of a window in order, odd numbers for those that are shown. */
function configOfTop(names: readonly string[]): string {
  const all = namesOfTop();
  const places = names.map((name) => all.indexOf(name));
  const rest = Array.from({ length: FIELDS_OF_FILE }, (_, i) => i).filter((i) => !places.includes(i));
  const numbers = [...places.map((i) => FIRST_FIELD + 2 * i + 1), ...rest.map((i) => FIRST_FIELD + 2 * i)];
  const window = (name: string): string =>
    `${name}\tfieldscur=${numbers.map((number, i) => `${i > 0 && i % 20 === 0 ? '\n\t\t  ' : ''} ${String(number).padStart(4)}`).join('')}\n` +
    '\twinflags=193844, sortindx=0, maxtasks=0, graph_cpus=0, graph_mems=0, double_up=0, combine_cpus=0, core_types=0\n' +
    '\tsummclr=1, msgsclr=1, headclr=3, taskclr=1\n';
  const head = "top's Config File (Linux processes with windows)\nId:k, Mode_altscr=0, Mode_irixps=1, Delay_time=3.0, Curwin=0\n";
  const tail = 'Fixed_widest=0, Summ_mscale=2, Task_mscale=0, Zero_suppress=0, Tics_scaled=0\n';
  return `${head}${['Def', 'Job', 'Mem', 'Usr'].map(window).join('')}${tail}`;
}

function idOf(name: string): string {
  return readFieldId('process', name);
}

function environment(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return env;
}

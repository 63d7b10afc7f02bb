// What a row says is what the kernel says and what top says: stopped processes of many kinds, cell by cell.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { closeMonitors, openMonitor, RUNNING } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';
import { isStopped, kinds } from './support/kinds.ts';
import { collectRows, untilFrames, type ScreenRow } from './support/screen-rows.ts';

/** Cells both programs write with the same head. */
const AS_TOP_SAYS = ['USER', 'PR', 'NI', 'RES', 'SHR', 'S', 'TIME+'];

afterEach(async () => {
  await closeMonitors();
  await endActors();
});

test('USER, VIRT, RES, SHR and more of stopped processes equal top and /proc', requires('linux', 'pty', 'top', 'gcc'), async () => {
  const pids: number[] = [];
  for (const [what, options] of kinds()) pids.push(await startActor(what, options));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  while (!pids.every(isStopped)) await new Promise((resolve) => setTimeout(resolve, 10));

  const pty = openMonitor(['-d', '1'], { cols: 200, rows: 50 });
  await pty.until(RUNNING);
  await untilFrames(pty, 2);
  const rows = await collectRows(pty, pids);
  const top = rowsOfTop(pids);
  for (const pid of pids) {
    const row = rows.get(pid) as ScreenRow;
    assert.deepEqual(only(row, AS_TOP_SAYS), only(top.get(pid) as ScreenRow, AS_TOP_SAYS), `process ${pid} beside top`);
    const proc = fromProc(pid);
    assert.deepEqual(only(row, ['RES', 'SHR', 'ANON', 'nTH']), only(proc, ['RES', 'SHR', 'ANON', 'nTH']), `${pid} beside /proc`);
    const virt = Number(proc['VIRT']);
    assert.equal(row['VIRT'], inUnitOf(row['VIRT'] ?? '', virt), `VIRT of ${pid} beside /proc`);
    if (virt < 1e8) assert.equal(row['VIRT'], String(virt), `VIRT of ${pid} is whole KiB where they fit`);
    // Top's column is a digit narrower: its unit is another, its bytes are the same.
    assert.equal(top.get(pid)?.['VIRT'], inUnitOf(top.get(pid)?.['VIRT'] ?? '', virt), `VIRT of ${pid} in top`);
    assert.equal(row['S'], 'T');
    assert.equal(row['ΔRES'], '0');
    assert.equal(row['%CPU'], '0.0');
  }
  // One sample later nothing has changed: what stands still is not read wrongly from what is remembered.
  await untilFrames(pty, 11);
  const later = await collectRows(pty, pids);
  for (const pid of pids) assert.deepEqual(only(later.get(pid) as ScreenRow, AS_TOP_SAYS), only(rows.get(pid) as ScreenRow, AS_TOP_SAYS));
});

function only(row: ScreenRow, heads: readonly string[]): ScreenRow {
  return Object.fromEntries(heads.map((head) => [head, row[head] ?? '']));
}

/** proc(5) in KiB as integers. */
function fromProc(pid: number): ScreenRow {
  const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
  const pageKib = Number(spawnSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }).stdout) / 1024;
  const [virt = NaN, res = NaN, shr = NaN] = pages.map((count) => count * pageKib);
  const threads = /^Threads:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '';
  return { VIRT: String(virt), RES: String(res), SHR: String(shr), ANON: String(res - shr), nTH: threads };
}

/** What the cell must be: these KiB in the unit and with the decimals it has. */
function inUnitOf(cell: string, kib: number): string {
  const [, decimals = '', unit = ''] = /^\d+(?:\.(\d+))?([mgtp]?)$/.exec(cell) ?? [];
  return (kib / 1024 ** (unit === '' ? 0 : 'kmgtp'.indexOf(unit))).toFixed(decimals.length) + unit;
}

/** One sample of top in batch mode, with columns wide enough for whole KiB as far as top goes. */
function rowsOfTop(pids: readonly number[]): Map<number, ScreenRow> {
  const args = ['-b', '-n1', '-w', '512', '-p', pids.slice(0, 20).join(',')];
  const text = pids.length > 20 ? topText(args) + topText(['-b', '-n1', '-w', '512', '-p', pids.slice(20).join(',')]) : topText(args);
  const rows = new Map<number, ScreenRow>();
  let heads: string[] = [];
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[0] === 'PID') heads = words;
    else if (heads.length > 0 && /^\d+$/.test(words[0] ?? '')) {
      rows.set(Number(words[0]), Object.fromEntries(heads.map((head, i) => [head, words[i] ?? ''])));
    }
  }
  return rows;
}

function topText(args: readonly string[]): string {
  const run = spawnSync('top', args, { encoding: 'utf8', env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', TERM: 'dumb' } });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}

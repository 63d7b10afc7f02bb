// Reads the process table of the running program off the screen, as a person does: by its column heads.
// Must never look into the program: what is not on the screen is not there.

import type { Pty } from '../../support/pty.ts';
import { clockOf } from '../../support/monitor.ts';

/** The cells of a row by the head of their column, without the sign of the sorted one; TREND and COMMAND as drawn. */
export type ScreenRow = Readonly<Record<string, string>>;

const SIGNS = /[▼▲]/g;

/** The heads on screen, left to right. */
function headsOf(pty: Pty): string[] {
  return headLine(pty).replace(SIGNS, ' ').trim().split(/\s+/);
}

/** Rows of the table on screen, top to bottom. */
export function rowsOf(pty: Pty): ScreenRow[] {
  const lines = pty.text().split('\n');
  const head = headLine(pty);
  const heads = headsOf(pty);
  const trendAt = heads.indexOf('TREND');
  const rows: ScreenRow[] = [];
  for (const line of lines.slice(lines.indexOf(head) + 1)) {
    if (!/^ *\d+ \S/.test(line)) continue;
    const words = line.trim().split(/\s+/);
    const row: Record<string, string> = {};
    heads.slice(0, trendAt === -1 ? heads.length - 1 : trendAt).forEach((name, i) => (row[name] = words[i] ?? ''));
    for (const name of ['TREND', 'COMMAND']) {
      const at = head.indexOf(name);
      if (at === -1) continue;
      const end = name === 'TREND' ? head.indexOf('COMMAND') : undefined;
      const cell = line.slice(at, end === -1 ? undefined : end);
      // The blanks before a name tell how deep it is in the forest.
      row[name] = name === 'TREND' ? cell.trim() : cell.trimEnd();
    }
    rows.push(row);
  }
  return rows;
}

export function rowOf(pty: Pty, pid: number): ScreenRow | undefined {
  return rowsOf(pty).find((row) => row['PID'] === String(pid));
}

/** The cells of every wanted process, gone through from the highest pid down a page at a time. */
export async function collectRows(pty: Pty, pids: readonly number[]): Promise<Map<number, ScreenRow>> {
  const found = new Map<number, ScreenRow>();
  pty.key('N');
  await pty.until(/PID[▼]/);
  pty.key('\x1b[H');
  // The first row of a page further down may be the selected one, too.
  await pty.until(() => isSelected(pty, 0) && Number(rowsOf(pty)[0]?.['PID']) >= Math.max(...pids));
  for (let page = 0; page < 1000; page++) {
    const rows = rowsOf(pty);
    for (const row of rows) if (pids.includes(Number(row['PID']))) found.set(Number(row['PID']), row);
    if (pids.every((pid) => found.has(pid))) return found;
    const last = Number(rows.at(-1)?.['PID']);
    pty.key('\x1b[6~');
    // Other processes come and go, so a page is known by its first row having been below the last one.
    await pty.until(() => Number(rowsOf(pty)[0]?.['PID']) <= last || Number(rowsOf(pty).at(-1)?.['PID']) < last);
  }
  return found;
}

/** Sorts by a field, as the palette offers it. */
export async function sortBy(pty: Pty, head: string): Promise<void> {
  pty.key(`:sort by ${head.toLowerCase()}`);
  await pty.until(new RegExp(`> sort by ${head.toLowerCase()}`));
  pty.key('\r');
  await pty.until(() => !pty.text().includes('sort by'));
}

/** Sorts the newest process first: pids begin anew at the lowest when the highest was given. */
export async function newestFirst(pty: Pty): Promise<void> {
  await sortBy(pty, 'start');
}

/** Sorts the newest first and selects a process, found by a filter: rows that come and go could not be gone through. */
export async function select(pty: Pty, pid: number): Promise<void> {
  await newestFirst(pty);
  pty.key(`/pid = ${pid}\r`);
  await pty.until(() => rowsOf(pty).length === 1 && rowOf(pty, pid) !== undefined);
  pty.key('\x1b[H');
  await pty.until(() => selectedPid(pty) === pid);
  pty.key('=');
  await pty.until(() => rowsOf(pty).length > 1 && selectedPid(pty) === pid);
}

/** The pid of the selected row, or NaN. */
export function selectedPid(pty: Pty): number {
  return Number(rowsOf(pty)[selectedIndex(pty)]?.['PID']);
}

/** Waits until so many samples, later than the one on screen, have been shown. */
export async function untilFrames(pty: Pty, count: number): Promise<void> {
  let last = clockOf(pty);
  let seen = 0;
  await pty.until(() => {
    const now = clockOf(pty);
    if (now !== last && now !== '') seen++;
    last = now;
    return seen >= count;
  }, 120_000 + count * 10_000);
}

/** KiB of a cell of memory: whole KiB, or a number with a unit. */
export function kibOf(cell: string): number {
  const [, number = '', unit = 'k'] = /^([+-]?[\d.]+)([bkmgtp]?)/.exec(cell) ?? [];
  const power = 'bkmgtp'.indexOf(unit === '' ? 'k' : unit) - 1;
  return number === '' ? NaN : Number(number) * 1024 ** power;
}

/** Of the sizes in KiB that a cell may stand for, it being rounded to its last digit, the one nearest to `kib`. */
export function nearestKibOf(cell: string, kib: number): number {
  const shown = kibOf(cell);
  const digits = /^[+-]?\d+(?:\.(\d+))?/.exec(cell);
  const step = Math.abs(kibOf(cell.replace(digits?.[0] ?? '', '1'))) * 10 ** -(digits?.[1]?.length ?? 0);
  return Math.min(Math.max(kib, shown - step / 2), shown + step / 2);
}

function isSelected(pty: Pty, index: number): boolean {
  return selectedIndex(pty) === index;
}

/** The selected row is the one with a ground of its own, or turned around. */
function selectedIndex(pty: Pty): number {
  const lines = pty.text().split('\n');
  const first = lines.indexOf(headLine(pty)) + 1;
  const rows = rowsOf(pty).length;
  for (let i = 0; i < rows; i++) {
    const cell = pty.cellAt(0, first + i);
    if (cell.inverse || cell.bg !== null) return i;
  }
  return -1;
}

function headLine(pty: Pty): string {
  return pty.text().split('\n').find((line) => /^ *PID[▼▲]? /.test(line)) ?? '';
}

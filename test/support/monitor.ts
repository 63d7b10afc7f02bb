// The built program in a real pseudo-terminal, for tests that drive it as a user does. Run `npm run build` before.
// Must never leave a program behind: closeMonitors() after each test ends whatever was opened.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openPty, type Pty, type PtyOptions } from './pty.ts';

export const PROGRAM = fileURLToPath(new URL('../../dist/leaktop.js', import.meta.url));

/** How a shell starts it, with `$RUN`. */
export const RUN = `${process.execPath} ${PROGRAM}`;

/** Header and table with rows in it, in ASCII or not. */
export const RUNNING = /^(leaktop +)?\d\d:\d\d:\d\d [^]*^ *PID[▼▲ ] *USER[^]*^ *\d+ \S+ +\d+/m;

let open: Pty[] = [];

/** Starts leaktop with these words. */
export function openMonitor(words: readonly string[] = ['-d', '1'], options: PtyOptions = {}): Pty {
  return track(openPty(process.execPath, [demandProgram(), ...words], options));
}

/** Starts another program, a shell for the most part, with `$RUN` in its environment. */
export function openShell(command: readonly string[], options: PtyOptions = {}): Pty {
  demandProgram();
  const [file = '', ...args] = command;
  return track(openPty(file, args, { ...options, env: { PS1: '$ ', RUN, ...options.env } }));
}

/** Ends everything opened, children of shells included. */
export async function closeMonitors(): Promise<void> {
  for (const pty of open) {
    for (const pid of descendantsOf(pty.pid).reverse()) endProcess(pid);
    await pty.close();
  }
  open = [];
}

/** A process and everything below it, by pid. */
export function descendantsOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(descendantsOf)];
}

/** The program under a shell: its only child. */
export function childOf(pid: number): number {
  const [child, ...more] = childrenOf(pid);
  if (child === undefined || more.length > 0) throw new Error(`process ${pid} has not exactly one child`);
  return child;
}

/** The state letter of /proc/PID/stat; 'gone' when there is no such process any more, or only its exit code. */
export function stateOf(pid: number | string): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const state = text.charAt(text.lastIndexOf(')') + 2);
    return state === 'Z' || state === 'X' ? 'gone' : state;
  } catch (error) {
    return ignoreGone(error, 'gone');
  }
}

/** True where every thread of a process waits for something to happen: none computes, or would if it were let. */
export function isAtRest(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) => ['S', 'gone'].includes(stateOf(`${pid}/task/${thread}`)));
}

/** CPU time of a process so far, in clock ticks (proc(5): utime and stime). */
export function cpuTicksOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** The time in the first line: it is another with every frame. */
export function clockOf(pty: Pty): string {
  return /^.*?(\d+:\d+:\d+)/.exec(pty.text())?.[1] ?? '';
}

/** Waits until frames later than those on screen have come. */
export async function untilNextFrame(pty: Pty): Promise<void> {
  const before = clockOf(pty);
  await pty.until(() => clockOf(pty) !== '' && clockOf(pty) !== before);
}

/** Waits a given time: for keys and signals that must come apart, never for something to be done. */
export function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch (error) {
    return ignoreGone(error, []);
  }
}

function track(pty: Pty): Pty {
  open.push(pty);
  return pty;
}

function demandProgram(): string {
  if (!existsSync(PROGRAM)) throw new Error('dist/ is missing: run `npm run build` before the tests');
  return PROGRAM;
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    ignoreGone(error, undefined);
  }
}

function ignoreGone<T>(error: unknown, instead: T): T {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ESRCH') return instead;
  throw error;
}

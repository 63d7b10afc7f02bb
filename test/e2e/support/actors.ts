// Real processes to be watched: a small C program, or where there is no compiler Node doing the same with more noise.
// Must never leave one behind: endActors() after each test, and each ends when its input does.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { has } from '../../support/require.ts';

export interface ActorOptions {
  readonly number?: number;
  /** Its name in the table, 15 bytes at most. */
  readonly name?: string;
  /** A program and its words put before it: setpriv, nice, … which must exec and not fork. */
  readonly through?: readonly string[];
}

let program: string | null = null;
let children: ChildProcess[] = [];

/** Starts one and waits until it is what it should be. Needs gcc. */
export async function startActor(what: string, options: ActorOptions = {}): Promise<number> {
  program ??= compile();
  const words = [program, what, String(options.number ?? 0), options.name ?? 'actor'];
  return startCommand([...(options.through ?? []), ...words]);
}

/** Like 'leak', with gcc or without. */
export async function startLeak(name: string): Promise<number> {
  if (has('gcc')) return startActor('leak', { name });
  // The next deadline, not a fixed pause: timers are late and never early.
  const script = `process.title = ${JSON.stringify(name)}; const kept = []; const began = performance.now();
    process.stdin.on('end', () => process.exit()).resume();
    const step = () => { kept.push(Buffer.alloc(65536, 1));
      setTimeout(step, Math.max(0, began + kept.length * 62.5 - performance.now())); };
    step(); console.log('ready');`;
  return startCommand([process.execPath, '-e', script]);
}

/** Starts a program that writes something when it is ready, and answers its pid. */
export async function startCommand(command: readonly string[]): Promise<number> {
  const [file = '', ...args] = command;
  const env = { ...process.env };
  delete env['NODE_EXTRA_CA_CERTS'];
  // Its bare name, so that a long folder does not push the arguments out of a command line on screen.
  const child = spawn(file, args, { argv0: basename(file), stdio: ['pipe', 'pipe', 'inherit'], env });
  children.push(child);
  const [first] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[];
  if (!(first instanceof Buffer)) throw new Error(`${command.join(' ')} ended before it was ready`);
  return child.pid as number;
}

/** Resolves when a process that was started here has ended and was waited for. */
export async function ended(pid: number): Promise<void> {
  const child = children.find((one) => one.pid === pid);
  if (child !== undefined && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Ends one of them. */
export function endActor(pid: number): void {
  children.find((one) => one.pid === pid)?.kill('SIGKILL');
}

/** How it ended: the signal, the code, or null while it runs. */
export function endOf(pid: number): string | number | null {
  const child = children.find((one) => one.pid === pid);
  return child?.signalCode ?? child?.exitCode ?? null;
}

/** Ends all of them. */
export async function endActors(): Promise<void> {
  const all = children;
  children = [];
  for (const child of all) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

function compile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leaktop-actor-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  // Other users run it too.
  chmodSync(folder, 0o755);
  copyFileSync(join(import.meta.dirname, 'actor.c'), join(folder, 'actor.c'));
  const made = spawnSync('gcc', ['-O1', '-pthread', '-o', 'actor', 'actor.c'], { cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`gcc: ${made.stderr}`);
  return join(folder, 'actor');
}

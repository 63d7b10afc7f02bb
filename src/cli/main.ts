// Chooses what to run from the command line. Each command is a lazy chunk: only what runs is loaded.

import { setFlagsFromString } from 'node:v8';
import { preloadSampler } from '../collector/threads.ts';
import { detectCapabilities } from '../ui/terminal/capabilities.ts';
import type { Invocation } from './arguments.ts';
import { guardTerminal } from './crash-guard.ts';
import { DEFAULT_OPTIONS } from './options.ts';
import { VERSION } from './version.ts';

/** Wrong usage, as with top and most of Unix: a wrong word, or a screen where there is none. */
const USAGE_ERROR = 2;

export async function main(words: readonly string[]): Promise<void> {
  // When a program gets quiet after its start, V8 collects the heap of every thread twice: 50 ms of work for 3 MB.
  setFlagsFromString('--no-memory-reducer');
  // Once a second, code gets hot for minutes and V8's compiler threads are busy for as long: a quarter of that is
  // inlining, which what waits for the kernel gains nothing from.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
  const terminal = detectCapabilities(process.env, process.stdin.isTTY && process.stdout.isTTY);
  // On a terminal it is nearly always the monitor that is asked for: its sampler loads while the words are read.
  const sampler = terminal.ok ? preloadSampler() : null;
  const invocation = words.length === 0 ? MONITOR : await understand(words);
  if (invocation?.kind !== 'monitor') {
    sampler?.discard();
    if (invocation !== null) await runCommand(invocation);
  } else if (!terminal.ok) {
    process.stderr.write(`leaktop: ${terminal.reason}\n`);
    process.exitCode = USAGE_ERROR;
  } else if (sampler !== null) {
    const { startMonitor } = await import('./monitor.ts');
    startMonitor(invocation.options, { capabilities: terminal.capabilities, start: sampler.start, guardTerminal });
  }
}

const MONITOR: Invocation = { kind: 'monitor', options: DEFAULT_OPTIONS };

async function runCommand(invocation: Exclude<Invocation, { kind: 'monitor' }>): Promise<void> {
  if (invocation.kind === 'print') {
    process.stdout.write(invocation.text);
    return;
  }
  const { runDoctor } = await import('./doctor.ts');
  process.exitCode = await runDoctor({ json: invocation.options.json, root: invocation.options.root });
}

async function understand(words: readonly string[]): Promise<Invocation | null> {
  const { readArguments, UsageError } = await import('./arguments.ts');
  try {
    return await readArguments(words, VERSION);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`leaktop: ${error.message}\n`);
    process.exitCode = USAGE_ERROR;
    return null;
  }
}

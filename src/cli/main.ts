// Chooses what to run from the command line. Each command is a lazy chunk: only what runs is loaded.

import { setFlagsFromString } from 'node:v8';
import { preloadSampler } from '../collector/threads.ts';
import { detectCapabilities } from '../ui/terminal/capabilities.ts';
import type { Invocation } from './arguments.ts';
import { guardTerminal } from './crash-guard.ts';
import { DEFAULT_OPTIONS } from './options.ts';
import { guardOutput } from './output.ts';
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
    if (invocation?.kind !== 'batch') guardOutput();
    if (invocation !== null) await runCommand(invocation);
  } else if (!terminal.ok) {
    refuse(terminal.reason);
  } else if (sampler !== null) {
    const { startMonitor } = await import('./monitor.ts');
    startMonitor(invocation.options, { capabilities: terminal.capabilities, start: sampler.start, guardTerminal });
  }
}

const MONITOR = { kind: 'monitor', options: DEFAULT_OPTIONS } as const;

type Command = Exclude<Invocation, { kind: 'monitor' }>;

async function runCommand(invocation: Command): Promise<void> {
  switch (invocation.kind) {
    case 'version':
      process.stdout.write(`leaktop ${VERSION}\n`);
      break;
    case 'help':
    case 'fields': {
      const { fieldList, helpText } = await import('./help-text.ts');
      process.stdout.write(invocation.kind === 'fields' ? fieldList() : await helpText(process.stdout.columns || 80));
      break;
    }
    case 'doctor': {
      const { runDoctor } = await import('./doctor.ts');
      process.exitCode = await runDoctor({ json: invocation.options.json, root: invocation.options.root });
      break;
    }
    case 'batch': {
      const { runBatch, UsageError } = await import('./batch.ts');
      await refuseWrongUse(() => runBatch(invocation.options), UsageError);
    }
  }
}

async function understand(words: readonly string[]): Promise<Invocation | null> {
  const { readArguments, UsageError } = await import('./arguments.ts');
  return refuseWrongUse(() => readArguments(words), UsageError);
}

/** What the action gives; null where a word turned out to be wrong. Each built file has an error class of its own. */
async function refuseWrongUse<T>(action: () => T | Promise<T>, UsageError: new () => Error): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    refuse(error.message);
    return null;
  }
}

function refuse(reason: string): void {
  process.stderr.write(`leaktop: ${reason}\n`);
  process.exitCode = USAGE_ERROR;
}

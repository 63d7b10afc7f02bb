// Chooses what to run from the command line. Each command is a lazy chunk: only what runs is loaded.

import { DEFAULT_OPTIONS } from './options.ts';
import type { Invocation } from './arguments.ts';
import { VERSION } from './version.ts';

/** Wrong usage, as with top and most of Unix. */
const USAGE_ERROR = 2;

export async function main(words: readonly string[]): Promise<void> {
  const invocation = words.length === 0 ? MONITOR : await understand(words);
  if (invocation === null) return;
  switch (invocation.kind) {
    case 'print':
      process.stdout.write(invocation.text);
      return;
    case 'doctor': {
      const { runDoctor } = await import('./doctor.ts');
      process.exitCode = await runDoctor({ json: invocation.options.json, root: invocation.options.root });
      return;
    }
    case 'monitor': {
      const { startMonitor } = await import('./monitor.ts');
      await startMonitor(invocation.options);
    }
  }
}

const MONITOR: Invocation = { kind: 'monitor', options: DEFAULT_OPTIONS };

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

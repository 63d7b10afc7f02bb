// Chooses what to run from the command line. Each command is a lazy chunk: only what runs is loaded.

import { fstatSync } from 'node:fs';
import { preloadSampler } from '../collector/threads.ts';
import { detectCapabilities } from '../ui/terminal/capabilities.ts';
import { guardTerminal } from './crash-guard.ts';
import { beginWith, type Command } from './invocation.ts';
import { guardOutput } from './output.ts';
import { VERSION } from './version.ts';

/** Wrong usage, as with top and most of Unix: a wrong word, or a screen where there is none. */
const USAGE_ERROR = 2;

export async function main(words: readonly string[]): Promise<void> {
  // On a terminal it is nearly always the monitor that is asked for: its sampler, which the first frame waits for, loads
  // while the rest does. Node's own streams say what a terminal is, but take 5 ms to load.
  const sampler = mayBeTerminal(0) && mayBeTerminal(1) ? preloadSampler() : null;
  const terminal = detectCapabilities(process.env, process.stdin.isTTY && process.stdout.isTTY);
  const begun = await beginWith(words, process.env);
  if (begun.kind === 'screen' && terminal.ok && sampler !== null) {
    const { startMonitor } = await import('./monitor.ts');
    await startMonitor(begun.personal, { capabilities: terminal.capabilities, start: sampler.start, guardTerminal });
    return;
  }
  sampler?.discard();
  if (begun.kind !== 'command' || begun.command.kind !== 'batch') guardOutput();
  if (begun.kind === 'refused') refuse(begun.reason);
  else if (begun.kind === 'command') await runCommand(begun.command, begun.problems);
  else if (!terminal.ok) refuse(terminal.reason);
}

/** /dev/null may be one by this; nothing that is no terminal at all is left out. */
function mayBeTerminal(descriptor: number): boolean {
  return fstatSync(descriptor).isCharacterDevice();
}

/** `problems` are those of the user's files. */
async function runCommand(command: Command, problems: readonly string[]): Promise<void> {
  for (const problem of problems) process.stderr.write(`leaktop: ${problem}\n`);
  switch (command.kind) {
    case 'version':
      process.stdout.write(`leaktop ${VERSION}\n`);
      break;
    case 'help':
    case 'fields': {
      const { fieldList, helpText } = await import('./help-text.ts');
      process.stdout.write(command.kind === 'fields' ? fieldList() : await helpText(process.stdout.columns || 80));
      break;
    }
    case 'doctor': {
      const { runDoctor } = await import('./doctor.ts');
      process.exitCode = await runDoctor({ json: command.options.json, root: command.options.root });
      break;
    }
    case 'completion': {
      const { completionScript } = await import('./completion.ts');
      const { shippedThemes } = await import('./theme-file.ts');
      process.stdout.write(completionScript(command.shell, shippedThemes()));
      break;
    }
    case 'batch': {
      const { runBatch, UsageError } = await import('./batch.ts');
      await refuseWrongUse(() => runBatch(command.options), UsageError);
    }
  }
}

/** Does it, and tells where a word turned out to be wrong. Each built file has an error class of its own. */
async function refuseWrongUse(action: () => Promise<void>, UsageError: new () => Error): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    refuse(error.message);
  }
}

function refuse(reason: string): void {
  process.stderr.write(`leaktop: ${reason}\n`);
  process.exitCode = USAGE_ERROR;
}

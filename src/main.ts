// The program's entry: answers --version at once, restores the terminal before a crash is reported, hands over to cli.
// Must stay tiny: everything it imports statically is paid at every start.

import { restoreTerminal } from './cli/crash-guard.ts';
import { VERSION } from './cli/version.ts';

/** sysexits(3) EX_SOFTWARE: a bug of ours. */
const INTERNAL_ERROR = 70;

process.on('uncaughtException', (error) => {
  restoreTerminal();
  process.stderr.write(`leaktop ${VERSION}: internal error\n${error.stack ?? String(error)}\n`);
  process.exit(INTERNAL_ERROR);
});

void start(process.argv.slice(2));

async function start(words: readonly string[]): Promise<void> {
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    process.stdout.write(`leaktop ${VERSION}\n`);
    return;
  }
  const { main } = await import('./cli/main.ts');
  await main(words);
}

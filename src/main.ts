// The program's entry: restores the terminal before a crash is reported, hands over to cli. The launcher the build makes
// has answered --version before. Must stay tiny: everything it imports statically is paid at every start.

import { restoreTerminal } from './cli/crash-guard.ts';
import { VERSION } from './cli/version.ts';

/** sysexits(3) EX_SOFTWARE: a bug of ours. */
const INTERNAL_ERROR = 70;

process.on('uncaughtException', (error) => {
  restoreTerminal();
  process.stderr.write(`leaktop ${VERSION}: internal error\n${error.stack ?? String(error)}\n`);
  process.exit(INTERNAL_ERROR);
});

void import('./cli/main.ts').then(({ main }) => main(process.argv.slice(2)));

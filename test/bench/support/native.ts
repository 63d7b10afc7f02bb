// Compiles the small C programs of the benches into a folder that is removed at exit.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Path of a program made from NAME.c in a folder, or null where there is no C compiler. */
export function compile(name: string, from = import.meta.dirname): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'leaktop-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, name);
  const source = join(from, `${name}.c`);
  const run = spawnSync('cc', ['-O2', '-o', program, source], { stdio: ['ignore', 'ignore', 'inherit'] });
  return run.status === 0 ? program : null;
}

/** Environment without the certificate bundle that costs every child 145 ms on Node 20. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  delete env['NODE_EXTRA_CA_CERTS'];
  return env;
}

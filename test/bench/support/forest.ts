// A forest of processes to measure against. Must never leave one behind: they end when their input does.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { compile } from './native.ts';

export interface Forest {
  /** Ends all of its processes and waits until they are gone. */
  fell(): Promise<void>;
}

let program: string | null = null;

/** Starts `count` processes that sleep, but for `busy` that move memory and `growing` that grow, and waits for them. Needs cc. */
export async function growForest(count: number, busy = 0, growing = 0): Promise<Forest> {
  program ??= compile('forest');
  if (program === null) throw new Error('no C compiler (apt-get install gcc libc6-dev)');
  const forest = spawn(program, [count, busy, growing].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(forest, 'exit');
  await once(forest.stdout, 'data');
  return {
    fell: async () => {
      forest.stdin.end();
      await ended;
    },
  };
}

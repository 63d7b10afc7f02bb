// Looks for counterexamples: runs every test file with properties (or those whose path holds one of the words given) again
// and again, each round from another seed. Ends at the first round that fails, and says how to have it once more.
// npm run fuzz -- [words] [--rounds=N]

import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROUNDS = 20;
const root = resolve(import.meta.dirname, '..');
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const rounds = Number(/--rounds=(\d+)/.exec(process.argv.join(' '))?.[1] ?? ROUNDS);

const files = readdirSync(resolve(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file}`)
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .filter((file) => readFileSync(resolve(root, file), 'utf8').includes("from 'fast-check'"));

if (files.length === 0) {
  console.error(`No test file with properties has a path that holds ${words.join(' or ')}.`);
  process.exit(2);
}

for (let round = 1; round <= rounds; round++) {
  const seed = String(randomInt(2 ** 31));
  const args = ['--import', 'tsx', resolve(root, 'scripts/test.ts'), ...files];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, LEAKTOP_SEED: seed }, maxBuffer: 2 ** 30 });
  if (run.status !== 0) {
    console.error(`${run.stdout}${run.stderr}`);
    console.error(`Round ${round} failed. Once more: LEAKTOP_SEED=${seed} npm run test:unit -- WORDS OF THE FILE'S PATH`);
    process.exit(1);
  }
  console.log(`round ${round} of ${rounds}: ${files.length} files passed with LEAKTOP_SEED=${seed}`);
}

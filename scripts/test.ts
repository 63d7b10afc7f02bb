// Runs the tests: every test/**/*.test.ts whose path holds one of the words given, or all of them.
// Node 20's --test takes no glob. Properties start from one seed. Ends with node:test's own summary and its exit code.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const flags = process.argv.slice(2).filter((word) => word.startsWith('-'));

const files = readdirSync(resolve(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') || file.endsWith('.test.tsx'))
  .map((file) => `test/${file}`)
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();

if (files.length === 0) {
  process.stderr.write(`No test file's path holds ${words.join(' or ')}.\n`);
  process.exit(2);
}

// A certificate bundle costs every child process 145 ms on Node 20 and would be measured as ours.
const env = { ...process.env };
delete env['NODE_EXTRA_CA_CERTS'];

// One file after the other: tests watch the whole machine's processes, and two cores would make them wait for each other.
const reporter = process.stdout.isTTY ? 'spec' : 'tap';
const loads = ['--import', 'tsx', '--import', './test/support/seed.mjs'];
const args = [...loads, '--test', '--test-concurrency=1', `--test-reporter=${reporter}`, ...flags, ...files];
const run = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
process.exit(run.status ?? 1);

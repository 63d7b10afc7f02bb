// Runs every test/bench/*.bench.ts whose path holds one of the words given, or all, each as a process of its own.
// `--check` goes on to each: it then fails where a bar is missed. One after the other, or they would measure each other.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const folder = 'test/bench';
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const flags = process.argv.slice(2).filter((word) => word.startsWith('-'));

const benches = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();

if (benches.length === 0) {
  process.stderr.write(`No bench's path holds ${words.join(' or ')}.\n`);
  process.exit(2);
}

// A certificate bundle costs every start of Node 20 another 145 ms.
const env = { ...process.env };
delete env['NODE_EXTRA_CA_CERTS'];
// What is measured must be what the sources say now.
if (run(['--import', 'tsx', 'scripts/build.ts', '--quiet']) !== 0) process.exit(1);

const failed: string[] = [];
for (const bench of benches) {
  console.log(`\n## ${bench.replace('.bench.ts', '')}`);
  if (run(['--import', 'tsx', join(folder, bench), ...flags]) !== 0) failed.push(bench);
}
if (failed.length > 0) {
  process.stderr.write(`\nFailed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}

function run(args: readonly string[]): number {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  if (error !== undefined) throw error;
  return status ?? 1;
}

// Makes assets/bpf/*.bpf.o from src/bpf/*.bpf.c, with the clang and the libbpf headers of Debian 12, so that nobody else
// needs a compiler. Must make the same bytes from the same sources wherever it runs: a test compares them.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const SOURCES = 'src/bpf';
const ENDING = '.bpf.c';

/** Names of the programs, without their endings. */
export function bpfPrograms(): readonly string[] {
  const files = readdirSync(join(root, SOURCES)).filter((file) => file.endsWith(ENDING));
  return files.map((file) => file.slice(0, -ENDING.length)).sort();
}

/** Compiles all of them into a folder. Throws what clang or llvm-strip said. */
export function buildBpf(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of bpfPrograms()) {
    const object = join(folder, `${name}.bpf.o`);
    run('clang', [
      '-target', 'bpf', '-mcpu=v3', '-O2', '-g', '-Wall', '-Wextra', '-Werror',
      // The type information holds the names of the source files: without this the folder of the checkout too.
      '-fdebug-compilation-dir=.',
      '-c', `${SOURCES}/${name}${ENDING}`, '-o', object,
    ]);
    // DWARF goes, the type information that CO-RE reads stays.
    run('llvm-strip', ['--strip-debug', object]);
  }
}

function run(command: string, words: readonly string[]): void {
  execFileSync(command, words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = join(root, 'assets/bpf');
  buildBpf(folder);
  process.stdout.write(bpfPrograms().map((name) => `assets/bpf/${name}.bpf.o\n`).join(''));
}

// Programs that leak, and programs that look like it and do not: each a few lines of a language it is common in.
// All end when their input does. Must never take more than some hundred MB in the minutes a test lasts.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In Python: waits for the rest of a step, or for the end of input. */
const PYTHON = `
import math, mmap, select, sys, tempfile, threading, time
def pause(seconds):
    if select.select([sys.stdin], [], [], seconds)[0]: sys.exit()
began = time.monotonic()
def age(): return time.monotonic() - began
kept = []
`;
const python = (script: string): readonly string[] => ['python3', '-c', `${PYTHON}${script}`];

const PERL = `
$| = 1;
sub pause { vec(my $input = '', 0, 1) = 1; exit if select($input, undef, undef, $_[0]) > 0 }
print "ready\\n";
`;
const perl = (script: string): readonly string[] => ['perl', '-e', `${PERL}${script}`];

const NODE = `
process.stdin.on('end', () => process.exit()).resume();
const kept = [];
console.log('ready');
`;
const node = (script: string): readonly string[] => [process.execPath, '-e', `${NODE}${script}`];

/** Its heap has all its memory from the start, as a heap that was once used has it; garbage is collected every other second. */
const JAVA = `
import java.util.ArrayList;

class Leak {
  public static void main(String[] words) throws Exception {
    var kept = new ArrayList<byte[]>();
    System.out.println("ready");
    for (int i = 0; System.in.available() == 0; i++) {
      kept.add(new byte[50_000]);
      if (i % 20 == 0) System.gc();
      Thread.sleep(100);
    }
  }
}
`;

/** Compiles it in a folder of its own, and answers how to start it. Needs javac. */
export function compileJavaLeak(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'leaktop-java-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'Leak.java'), JAVA);
  const made = spawnSync('javac', ['Leak.java'], { cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`javac: ${made.stderr}`);
  return ['java', '-XX:+UseSerialGC', '-XX:+AlwaysPreTouch', '-Xms600m', '-Xmx600m', '-Xmn16m', '-cp', folder, 'Leak'];
}

/** By what they leak; bytes a second in their names. */
export const LEAKS = {
  'Python, 2 MB/s': python(`
print('ready', flush=True)
while True:
    kept.append(bytearray(200_000))
    pause(0.1)
`),
  'Python, 0.2 MB/s': python(`
print('ready', flush=True)
while True:
    kept.append(bytearray(20_000))
    pause(0.1)
`),
  'Node, 1 MB/s of objects': node(`setInterval(() => {
  for (let i = 0; i < 500; i++) kept.push({ at: i, name: 'session ' + kept.length, seen: [i, i + 1, i + 2, i + 3] });
}, 100);`),
  'Perl, 1 MB/s': perl(`for (;;) { push @kept, 'x' x 50_000 . @kept; pause(0.05) }`),
  threads: python(`
threading.stack_size(65536)
print('ready', flush=True)
while True:
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    pause(0.5)
`),
  descriptors: perl(`for (;;) { open(my $file, '<', '/dev/null'); push @kept, $file; pause(0.5) }`),
} as const;

/** One of a pool of workers with the same command; they have the same parent, and a leak where it is said so. */
export function poolWorker(leaks: boolean): readonly string[] {
  const [file = '', ...words] = python(`
import os
print('ready', flush=True)
while True:
    bytearray(500_000)
    if os.environ['LEAKS'] == 'True': kept.append(bytearray(100_000))
    pause(0.1)
`);
  return ['env', `LEAKS=${leaks ? 'True' : 'False'}`, file, ...words];
}

export const LOOKALIKES = {
  'a cache at its bound': python(`
kept = [bytearray(200_000) for _ in range(300)]
print('ready', flush=True)
while True:
    kept.pop(0)
    kept.append(bytearray(200_000))
    pause(0.1)
`),
  'a saw of memory that is given back': python(`
print('ready', flush=True)
while True:
    kept.append(bytearray(500_000))
    if len(kept) == 30: kept.clear()
    pause(0.2)
`),
  'garbage that is collected': node(`setInterval(() => {
  for (let i = 0; i < 5000; i++) kept[i] = { at: i, seen: Array.from({ length: 20 }, () => i) };
}, 100);`),
  'a step': python(`
print('ready', flush=True)
while True:
    if age() > 60 and not kept: kept.append(bytearray(60_000_000))
    pause(0.5)
`),
  'a reader of a mapped file': python(`
file = tempfile.TemporaryFile()
file.truncate(1_000_000_000)
pages = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
print('ready', flush=True)
at = 0
while True:
    sum(pages[i] for i in range(at, min(at + 200_000, len(pages)), 4096))
    at += 200_000
    pause(0.1)
`),
  'a warm-up': python(`
print('ready', flush=True)
while True:
    while len(kept) * 200_000 < 80_000_000 * (1 - math.exp(-age() / 30)): kept.append(bytearray(200_000))
    pause(0.1)
`),
  'bursts': python(`
print('ready', flush=True)
while True:
    kept = [bytearray(100_000_000)] if age() % 60 > 45 else []
    pause(0.5)
`),
} as const;

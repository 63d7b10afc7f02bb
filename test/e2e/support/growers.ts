// Programs that leak, and programs that look like it and do not: each a few lines of a language it is common in.
// All end when their input does. Leaks hold what their rate is worth by now, so that a late wake-up is made up for.

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
my $began = time;
sub age { time - $began }
sub pause { vec(my $input = '', 0, 1) = 1; exit if select($input, undef, undef, $_[0]) > 0 }
print "ready\\n";
`;
const perl = (script: string): readonly string[] => ['perl', '-e', `${PERL}${script}`];

const NODE = `
process.stdin.on('end', () => process.exit()).resume();
const kept = [];
console.log('ready');
`;
const node = (script: string, ...flags: readonly string[]): readonly string[] => [process.execPath, ...flags, '-e', `${NODE}${script}`];

const PHP = `
$began = microtime(true);
$kept = [];
function age() { global $began; return microtime(true) - $began; }
function pause($seconds) {
  $input = [STDIN];
  $none = null;
  if (stream_select($input, $none, $none, 0, (int) ($seconds * 1e6)) > 0) exit;
}
echo "ready\\n";
`;
const php = (script: string): readonly string[] => ['php', '-d', 'memory_limit=-1', '-r', `${PHP}${script}`];

/** Each half second 4 MB that are garbage in the next, too much for the young generation; or each other second a collection. */
const JAVA = `
import java.util.ArrayList;

class Heap {
  static byte[] passing;

  public static void main(String[] words) throws Exception {
    var keptPerSecond = Integer.parseInt(words[0]);
    var kept = new ArrayList<byte[]>();
    long began = System.nanoTime(), held = 0;
    System.out.println("ready");
    for (int i = 0; System.in.available() == 0; i++) {
      if (words.length > 1 && i % 20 == 0) System.gc();
      else if (words.length == 1 && i % 5 == 0) passing = new byte[4_000_000];
      for (; held < keptPerSecond * ((System.nanoTime() - began) / 1e9); held += 10_000) kept.add(new byte[10_000]);
      Thread.sleep(100);
    }
  }
}
`;
const SMALL_HEAP = ['-XX:+UseSerialGC', '-Xmx400m', '-Xmn4m'];
const FULL_SIZE = ['-Xms400m', '-XX:+AlwaysPreTouch'];

/**
 * Compiles a program whose heap keeps so much more each second, and answers how to start it. Its heap is small and no larger
 * than it must be, so that its old generation is collected about once a second; where it has its full size from the start, so
 * that its memory tells nothing, it is collected because the program says so. Needs javac.
 */
export function compileJavaHeap(): (keptPerSecond: number, hasFullSize?: boolean) => readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'leaktop-java-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'Heap.java'), JAVA);
  const made = spawnSync('javac', ['Heap.java'], { cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`javac: ${made.stderr}`);
  return (keptPerSecond, hasFullSize = false) => {
    const [options, words] = hasFullSize ? [FULL_SIZE, ['collect']] : [['-Xms16m'], []];
    return ['java', ...SMALL_HEAP, ...options, '-cp', folder, 'Heap', String(keptPerSecond), ...words];
  };
}

const leakInPython = (bytesPerSecond: number, how: string): readonly string[] => [...python(`
print('ready', flush=True)
while True:
    while len(kept) < 10 * age(): kept.append(bytearray(${bytesPerSecond / 10}))
    pause(0.1)
`), how];
/**
 * Its working set is 40 MB. Its young generation is a small one, as in a small container: one of full size comes and goes by
 * more in the first minutes than this leaks in them. A list, not an array that is copied when it is full.
 */
const leakInNode = (bytesPerSecond: number, how: string): readonly string[] => [...node(`
const began = performance.now();
let newest = null;
let held = 0;
const step = () => {
  while (held * 190 < 40e6 + (performance.now() - began) / 1000 * ${bytesPerSecond}) {
    newest = { before: newest, name: 'session ' + held++, seen: [1, 2, 3, held] };
  }
};
step();
setInterval(step, 100);`, '--max-semi-space-size=1'), how];
/** Its clock has whole seconds, so that is how often it leaks. */
const leakInPerl = (bytesPerSecond: number, how: string): readonly string[] => [...perl(`
for (;;) { while (@kept < 10 * age()) { push @kept, 'x' x ${bytesPerSecond / 10} . @kept } pause(0.1) }`), how];
const leakInPhp = (bytesPerSecond: number): readonly string[] =>
  php(`for (;;) { while (count($kept) < 10 * age()) $kept[] = str_repeat('x', ${bytesPerSecond / 10}); pause(0.1); }`);

/** By what they leak in a second; each has a word of its own, or those of one language would be workers of one pool. */
export const LEAKS = {
  'Python, 2 MB/s': leakInPython(2e6, 'quickly'),
  'Python, 0.2 MB/s': leakInPython(2e5, 'slowly'),
  'Node, 2 MB/s of objects': leakInNode(2e6, 'quickly'),
  'Node, 0.5 MB/s of objects': leakInNode(5e5, 'slowly'),
  'Perl, 2 MB/s': leakInPerl(2e6, 'quickly'),
  'Perl, 0.5 MB/s': leakInPerl(5e5, 'slowly'),
  threads: python(`
threading.stack_size(65536)
print('ready', flush=True)
while True:
    while threading.active_count() < 2 * age(): threading.Thread(target=threading.Event().wait, daemon=True).start()
    pause(0.5)
`),
  descriptors: perl(`for (;;) { open(my $file, '<', '/dev/null'); push @kept, $file; pause(0.5) }`),
} as const;

/** Not on every machine: needs php. */
export const PHP_LEAKS = { 'PHP, 1 MB/s': leakInPhp(1e6) } as const;

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
    sum(pages[i] for i in range(at, min(at + 100_000, len(pages)), 4096))
    at += 100_000
    pause(0.1)
`),
  'a warm-up': python(`
print('ready', flush=True)
while True:
    while len(kept) * 200_000 < 80_000_000 * (1 - math.exp(-age() / 45)): kept.append(bytearray(200_000))
    pause(0.1)
`),
  'bursts': python(`
print('ready', flush=True)
while True:
    kept = [bytearray(100_000_000)] if age() % 60 > 45 else []
    pause(0.5)
`),
} as const;

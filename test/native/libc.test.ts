// What the C library is asked to do is seen in the process itself.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { loadKoffi } from '../../src/native/koffi.ts';
import { loadLibc } from '../../src/native/libc.ts';

/** Less than the 32 MiB from which on glibc learns nothing. */
const LEARNT_BYTES = 30 * 2 ** 20;
/** Less than that, so that it lies in the heap of this thread. */
const BYTES = 20 * 2 ** 20;
/** Something else may come to lie behind what is freed, once. */
const TRIES = 8;
/** Node's report has it only where the C library is glibc. */
const { glibcVersionRuntime } = (process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } }).header;

describe('the C library', () => {
  it('gives memory that was freed back to the kernel', { skip: glibcVersionRuntime === undefined }, () => {
    const [koffi, libc] = [loadKoffi(), loadLibc()];
    assert.ok(koffi.ok && libc.ok);
    const library = koffi.value.load(null);
    const malloc = library.func('void* malloc(size_t bytes)');
    const memset = library.func('void* memset(void* memory, int byte, size_t bytes)');
    const free = library.func('void free(void* memory)');
    // From this glibc learns to keep twice as much in its heaps.
    free(malloc(LEARNT_BYTES));
    const before = residentBytes();
    const bytesKept = (): number => {
      const memory = malloc(BYTES) as unknown;
      memset(memory, 1, BYTES);
      free(memory);
      return residentBytes() - before;
    };
    const kept = bytesKept();
    libc.value.keepNoFreeMemory();
    const least = Math.min(...Array.from({ length: TRIES }, bytesKept));
    assert.ok(kept > BYTES / 2 && least < BYTES / 2, `${kept} bytes, then ${least}`);
  });
});

function residentBytes(): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
}

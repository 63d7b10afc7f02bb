// What the C library is asked to do is seen in the process itself.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { loadKoffi } from '../../src/native/koffi.ts';
import { loadLibc } from '../../src/native/libc.ts';

const BLOCKS = 16_384;
const BLOCK_BYTES = 4096;
/** Node's report has it only where the C library is glibc. */
const { glibcVersionRuntime } = (process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } }).header;

describe('the C library', () => {
  it('gives memory that was freed back to the kernel', { skip: glibcVersionRuntime === undefined }, () => {
    const [koffi, libc] = [loadKoffi(), loadLibc()];
    assert.ok(koffi.ok && libc.ok);
    const library = koffi.value.load(null);
    const malloc = library.func('void* calloc(size_t count, size_t bytes)');
    const free = library.func('void free(void* memory)');
    const blocks = Array.from({ length: BLOCKS }, () => malloc(1, BLOCK_BYTES) as unknown);
    // The last one stays: malloc gives back by itself only what is free up to the end of its heap.
    for (const block of blocks.slice(0, -1)) free(block);
    const before = residentBytes();
    libc.value.trim();
    assert.ok(before - residentBytes() > (BLOCKS * BLOCK_BYTES) / 2, `${before} before, ${residentBytes()} after`);
    free(blocks.at(-1));
  });
});

function residentBytes(): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
}

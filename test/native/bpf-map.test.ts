// All entries of a map are read once, whatever pieces the kernel gives them in.

import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { it } from 'node:test';
import fc from 'fast-check';
import { BpfMapReader } from '../../src/native/bpf-map.ts';
import { BpfError } from '../../src/native/bpf-error.ts';
import type { Libbpf } from '../../src/native/libbpf.ts';

/** A map of buckets, each given as a whole or not at all, as kernel/bpf/hashtab.c does it. Entry n is [n, -n]. */
function libraryOf(buckets: readonly number[], failure = 0): Libbpf {
  let errno = 0;
  const lookupBatch: Libbpf['lookupBatch'] = (_fd, from, next, keys, values, count) => {
    const room = count[0] as number;
    assert.ok(keys.length >= room && values.length >= 2 * room, 'there is as much room as is said');
    let bucket = from?.[0] ?? 0;
    let given = 0;
    count[0] = 0;
    const fail = (number: number): number => {
      errno = number;
      return -1;
    };
    for (; bucket < buckets.length; bucket++) {
      const size = buckets[bucket] as number;
      if (given + size > room) {
        if (given === 0) return fail(constants.errno.ENOSPC);
        break;
      }
      const first = buckets.slice(0, bucket).reduce((sum, one) => sum + one, 0);
      for (let i = 0; i < size; i++, given++) {
        keys[given] = first + i;
        values.set([first + i, 7], given * 2);
      }
    }
    if (failure !== 0) return fail(failure);
    next[0] = bucket;
    count[0] = given;
    return bucket === buckets.length ? fail(constants.errno.ENOENT) : 0;
  };
  return { lookupBatch, errno: () => errno } as Partial<Libbpf> as Libbpf;
}

it('gives every entry once, and reads again into the same buffers', () => {
  const bucket = fc.oneof(fc.nat(3), fc.nat(600), fc.nat(3000));
  fc.assert(
    fc.property(fc.array(bucket, { maxLength: 30 }), (buckets) => {
      const reader = new BpfMapReader(3, 1, 2, libraryOf(buckets));
      const total = buckets.reduce((sum, one) => sum + one, 0);
      for (let pass = 0; pass < 2; pass++) {
        reader.read();
        assert.equal(reader.count, total);
        for (let i = 0; i < total; i++) assert.deepEqual([reader.keys[i], reader.values[2 * i], reader.values[2 * i + 1]], [i, i, 7]);
      }
    }),
    { numRuns: 50 },
  );
});

it('names the error of a kernel that does not let it', () => {
  const reader = new BpfMapReader(3, 1, 2, libraryOf([1], constants.errno.EPERM));
  assert.throws(() => {
    reader.read();
  }, (error) => error instanceof BpfError && error.message === 'a BPF map cannot be read (EPERM)');
});

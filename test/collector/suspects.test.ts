// When a limit that several suspects share is reached: each counts once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Suspects } from '../../src/collector/suspects.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import type { Finding } from '../../src/diagnose/verdict.ts';
import { GrowthFiles, type GrowthLimits } from '../../src/sources/procfs/growth-files.ts';

const GIB = 2 ** 30;
const HOUR = 3600;
/** GiB an hour of the processes 1 to 4; of the last one it is not known. */
const RATES = [1, 2, 4, NaN];

class Files extends GrowthFiles {
  constructor(private readonly groupBytes: number, private readonly highBytes: number) {
    super('/nowhere');
  }

  override limitsOf(): GrowthLimits {
    const none = { dataBytes: NaN, addressSpaceBytes: NaN, descriptors: NaN, threads: NaN, threadsUsed: NaN };
    return { ...none, cgroupBytes: this.groupBytes, cgroupUsedBytes: this.groupBytes - 3 * GIB, cgroupFolder: '/group', throttle: { bytes: this.highBytes, usedBytes: this.groupBytes - 3 * GIB, folder: '/group' } };
  }

  override membersOf(): number[] {
    return [1, 2, 4, 9];
  }
}

function secondsOf(groupBytes: number, highBytes = NaN): { readonly kind: string | undefined; readonly hours: number } {
  const rows = new ProcessRows(4);
  rows.beginPass();
  const slots = RATES.map((_, i) => {
    const slot = rows.insert(i + 1);
    rows.see(slot);
    return slot;
  });
  rows.endPass(Int32Array.from(slots), slots.length);
  const perHour = (slot: number): number => (RATES[slots.indexOf(slot)] ?? NaN) * GIB;
  const findingOf = (slot: number): Finding =>
    ({ channel: 'memory', to: GIB, ratePerHour: perHour(slot), rateLowPerHour: perHour(slot), rateHighPerHour: perHour(slot) }) as unknown as Finding;
  const suspects = new Suspects(rows, new Files(groupBytes, highBytes));
  const { forecast } = suspects.foretell(slots[0] as number, findingOf, NaN, { total: 90 * GIB, swapTotal: 10 * GIB, left: 14 * GIB }, 1000, perHour);
  return { kind: forecast?.kind, hours: (forecast?.seconds ?? NaN) / HOUR };
}

test('memory ends by what all suspects take', () => {
  assert.deepEqual(secondsOf(NaN), { kind: 'machine', hours: 2 });
});

test('the limit of a group is reached by what its members take', () => {
  // 3 GiB are left of it, and two members grow by 3 an hour; of the machine 14, and all grow by 7 an hour.
  assert.deepEqual(secondsOf(50 * GIB), { kind: 'cgroup', hours: 1 });
});

test('memory.high is reached before the limit above it, and counts no more once it is passed', () => {
  assert.deepEqual(secondsOf(50 * GIB, 48.5 * GIB), { kind: 'throttle', hours: 0.5 });
  assert.deepEqual(secondsOf(50 * GIB, 46 * GIB), { kind: 'cgroup', hours: 1 });
});

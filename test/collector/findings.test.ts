// Findings from files to words: a machine of a built tree whose memory is used up, by what runs or by what leaks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pipeline } from '../../src/collector/pipeline.ts';
import type { WordedFinding } from '../../src/core/finding.ts';
import { wantFields, type Want } from '../../src/core/want.ts';
import { chooseSource } from '../../src/sources/registry.ts';
import { ProcTree } from '../support/proc-tree.ts';

const WANT: Want = { ...wantFields(['verdict', 'held', 'data']), focus: [], trend: null, growthWindowSeconds: 180, findings: true };
const TICK_SECONDS = 2;
const PAGE = 4096;
const MIB = 2 ** 20;
const LOW = { MemTotal: 8_000_000, MemFree: 100_000, MemAvailable: 300_000 };

/** The findings after so long beside one process that holds so many bytes at each age. */
async function found(seconds: number, held: (age: number) => number): Promise<readonly WordedFinding[]> {
  const tree = new ProcTree().host().memory(LOW).auxv(PAGE, 100).process(1, { comm: 'init', start: 1 }).uptime(5000);
  const pipeline = new Pipeline({ ...(await chooseSource(tree.root)), root: tree.root, descriptorBudget: 100 });
  try {
    await pipeline.prepare();
    let findings: readonly WordedFinding[] = [];
    for (let age = 0; age <= seconds; age += TICK_SECONDS) {
      const pages = Math.round(held(age) / PAGE);
      tree.process(7, { comm: 'evil\x1b[31m', start: 499_000, resident: pages + 40, size: pages + 2000, data: pages + 500, utime: age });
      tree.uptime(5000 + age);
      const frame = pipeline.tick(WANT);
      ({ findings } = frame);
      pipeline.release(frame.sequence);
      if (age === 0) await pipeline.loadFor(WANT);
    }
    return findings;
  } finally {
    pipeline.close();
    tree.dispose();
  }
}

test('memory that is used up is one of size where nothing grows, and names who has it', async () => {
  const [capacity, ...others] = await found(300, () => 5000 * MIB);
  assert.deepEqual([capacity?.kind, capacity?.severity, others.length], ['capacity', 'warning', 0]);
  assert.match(
    capacity?.sentence ?? '',
    /^capacity: the working sets fill the machine, 293 MB of 7\.6 GB can still be had; 195 MB of that is only cache .*; the largest are evil.* \(7\) 4\.9 GB/s,
  );
});

test('where a leak holds much of it, it is low, and that leak is told, with whom the kernel would kill', async () => {
  const findings = await found(400, (age) => (1000 + 2 * age) * MIB);
  assert.deepEqual(findings.map(({ kind }) => kind).sort(), ['leak', 'memory-low']);
  assert.match(findings.find(({ kind }) => kind === 'leak')?.sentence ?? '', /; RAM ends at about \d\d:\d\d( tomorrow)?, in .*; against it: /);
});

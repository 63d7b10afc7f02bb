import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PROCESS_COLUMNS } from '../../src/core/fields/process.ts';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Pipeline } from '../../src/collector/pipeline.ts';
import { createProcfsSource } from '../../src/sources/procfs/source.ts';
import { openFilesBelow } from '../support/open-files.ts';
import { ProcTree } from '../support/proc-tree.ts';
import { requires } from '../support/require.ts';

const TICKS = 10_000;
const WARM_UP = 2_000;

it('10,000 ticks of churn keep heap, buffers and descriptors flat', requires('linux'), () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const tree = new ProcTree().host();
  const source = createProcfsSource({ root: tree.root });
  const pipeline = new Pipeline({ source, serves: [], root: tree.root, descriptorBudget: 100 });
  const want = { reads: 31, completeReads: 0, columns: PROCESS_COLUMNS, focus: [{ pid: 1, start: 1 }], trend: { field: 'res', windowSeconds: 60 }, growthWindowSeconds: 60 };
  const measure = (): { heap: number; buffers: number; descriptors: number } => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return { heap: heapUsed, buffers: arrayBuffers, descriptors: openFilesBelow(tree.root).length };
  };
  try {
    tree.process(1, { start: 1 });
    let before = measure();
    for (let i = 0; i < TICKS; i++) {
      // A pid in three is used again by another process: a new name, a new start.
      const pid = 100 + (i % 3);
      tree.process(pid, { start: 1000 + i, comm: `worker-${i}`, rss: 10 + (i % 50), utime: i });
      if (i % 2 === 0) tree.remove(`proc/${100 + ((i + 1) % 3)}`);
      tree.uptime(1000 + i);
      const frame = pipeline.tick(want);
      pipeline.release(frame.sequence);
      if (i === WARM_UP) before = measure();
    }
    const after = measure();
    assert.ok(after.heap - before.heap < 1_000_000, `heap grew by ${after.heap - before.heap} bytes`);
    assert.ok(after.buffers - before.buffers < 200_000, `buffers grew by ${after.buffers - before.buffers} bytes`);
    assert.equal(after.descriptors, before.descriptors);
  } finally {
    pipeline.close();
    tree.dispose();
  }
});

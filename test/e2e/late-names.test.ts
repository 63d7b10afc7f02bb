// A name of a user that is known late is shown at once, however far away the next sample is.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createMark } from '../../src/collector/read-mark.ts';
import { READS } from '../../src/core/field.ts';
import { PROCESS_COLUMNS } from '../../src/core/fields/process.ts';
import { ProcTree } from '../support/proc-tree.ts';
import { requires } from '../support/require.ts';

interface FromThread {
  readonly type: string;
  readonly strings?: readonly (readonly [id: number, text: string])[];
}

const SAMPLER = fileURLToPath(new URL('../../dist/app/sampler-thread.js', import.meta.url));
let tree: ProcTree | null = null;
let worker: Worker | null = null;

afterEach(async () => {
  await worker?.terminate();
  tree?.dispose();
});

test('a sampler that is told a name after its second sample takes another', { ...requires('linux'), timeout: 120_000 }, async () => {
  tree = new ProcTree().host().auxv(4096, 100).process(1, { comm: 'init' });
  const sampler = new Worker(SAMPLER);
  worker = sampler;
  const want = { reads: READS.stat | READS.owner, completeReads: 0, columns: PROCESS_COLUMNS, focus: [], trend: null, growthWindowSeconds: 180 };
  const names: string[] = [];
  let frames = 0;
  await new Promise<void>((resolve, reject) => {
    sampler.on('error', reject);
    sampler.on('message', ({ type, strings = [] }: FromThread) => {
      if (type !== 'frame') return;
      frames++;
      names.push(...strings.map(([, text]) => text));
      if (frames === 2) sampler.postMessage({ type: 'users', names: [[process.getuid?.() ?? 0, 'known-late']] });
      if (frames === 3) resolve();
    });
    sampler.postMessage({ root: tree?.root, delaySeconds: 86_400, want, mark: createMark() });
  });
  assert.ok(names.includes('known-late'), names.join(' '));
});

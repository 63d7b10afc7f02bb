import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pipeline } from '../../src/collector/pipeline.ts';
import { PROCESS_COLUMNS, type ProcessColumnId } from '../../src/core/fields/process.ts';
import type { Frame } from '../../src/core/frame.ts';
import { InternedTexts } from '../../src/core/interner.ts';
import { columnOf } from '../../src/core/table.ts';
import { createProcfsSource } from '../../src/sources/procfs/source.ts';
import { createSystemInformationSource } from '../../src/sources/systeminformation.ts';
import { requires } from '../support/require.ts';

const WANT = { reads: 31, completeReads: 0, columns: PROCESS_COLUMNS, focus: [], trend: null, growthWindowSeconds: 180 };

async function sampleOf(source: ReturnType<typeof createProcfsSource>): Promise<Frame> {
  const pipeline = new Pipeline({ source, serves: [], root: '/', descriptorBudget: 100 });
  await pipeline.prepare();
  const frame = pipeline.tick(WANT);
  pipeline.close();
  return frame;
}

function own(frame: Frame, id: ProcessColumnId): number {
  const { pid } = frame.process.columns;
  return columnOf(frame.process, id)[pid.indexOf(process.pid)] as number;
}

describe('the source systeminformation', () => {
  it('knows this machine only', () => {
    assert.equal(createSystemInformationSource({ root: '/nowhere' }).probe().state, 'absent');
    assert.equal(createSystemInformationSource({ root: '/' }).probe().state, 'degraded');
  });

  it('refuses to be read before its first answer', () => {
    const source = createSystemInformationSource({ root: '/' });
    const pipeline = new Pipeline({ source, serves: [], root: '/', descriptorBudget: 0 });
    assert.throws(() => pipeline.tick(WANT), /prepare\(\) was not waited for/);
  });

  it('agrees with procfs on what both know', requires('linux', 'top'), async () => {
    const theirs = await sampleOf(createSystemInformationSource({ root: '/' }));
    const ours = await sampleOf(createProcfsSource({ root: '/' }));
    for (const id of ['memTotal', 'swapTotal', 'cpus'] as const) {
      assert.equal(theirs.host.columns[id][0], ours.host.columns[id][0], id);
    }
    for (const id of ['pid', 'ppid', 'ni'] as const) assert.equal(own(theirs, id), own(ours, id), id);
    const texts = [theirs, ours].map((frame) => {
      const known = new InternedTexts();
      known.apply(frame.strings);
      return [known.textOf(own(frame, 'command')), known.textOf(own(frame, 'user'))];
    });
    assert.deepEqual(texts[0], texts[1]);
    assert.ok(Math.abs(own(theirs, 'start') - own(ours, 'start')) <= 200, 'start within two seconds');
    assert.ok(Math.abs(own(theirs, 'res') / own(ours, 'res') - 1) < 0.5);
  });

  it('leaves unknown what it does not know', requires('linux', 'top'), async () => {
    const frame = await sampleOf(createSystemInformationSource({ root: '/' }));
    for (const id of ['shr', 'swap', 'time', 'held', 'growth'] as const) assert.ok(Number.isNaN(own(frame, id)), id);
    assert.ok(own(frame, 'cpu') >= 0, 'the rate is its own');
  });
});

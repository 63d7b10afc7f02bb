import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PROCESS_COLUMNS } from '../../src/core/fields/process.ts';
import { monotonicMillis, ReadMark } from '../../src/collector/read-mark.ts';
import { SamplerSupervisor, type Staleness } from '../../src/collector/sampler-supervisor.ts';
import { fakeClock, fakeThreads, type FakeThread } from './support/fake-threads.ts';

const WANT = { reads: 0, completeReads: 0, columns: PROCESS_COLUMNS, focus: [], trend: null, growthWindowSeconds: 180 };

function setUp(delaySeconds = 1) {
  const { start, started } = fakeThreads();
  const clock = fakeClock(monotonicMillis());
  const told: Staleness[] = [];
  const supervisor = new SamplerSupervisor({
    start,
    clock,
    options: () => ({ root: '/', delaySeconds, want: WANT }),
    onMessage: () => undefined,
    onStaleness: (staleness) => told.push(staleness),
  });
  const last = (): FakeThread => started.at(-1) as FakeThread;
  const frame = (): void => {
    last().events.message({ type: 'frame' });
  };
  return { supervisor, started, clock, told, last, frame };
}

describe('SamplerSupervisor', () => {
  it('starts the sampler at once', () => {
    assert.equal(setUp().started.length, 1);
  });

  it('starts a failed sampler again after 0.5, 1, 2, 4 … 30 s', () => {
    const { started, clock, last } = setUp();
    for (const pause of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const count = started.length;
      clock.pass(5_000);
      last().events.ended(new Error('procfs: no such file'));
      clock.pass(pause - 1);
      assert.equal(started.length, count, `not before ${pause} ms`);
      clock.pass(1);
      assert.equal(started.length, count + 1, `after ${pause} ms`);
    }
  });

  it('says at once why it is stale, counts the seconds, and is well with the next frame', () => {
    const { clock, told, last, frame } = setUp();
    frame();
    last().events.ended(new Error('procfs: no such file'));
    assert.deepEqual(told, [{ seconds: 1, reason: 'procfs: no such file' }]);
    clock.pass(3_100);
    assert.equal(told.at(-1)?.seconds, 3);
    frame();
    assert.deepEqual(told.at(-1), { seconds: 0, reason: '' });
  });

  it('begins with the short pause again after a minute of health', () => {
    const { started, clock, last, frame } = setUp();
    last().events.ended(new Error('x'));
    clock.pass(500);
    for (let i = 0; i < 61; i++) {
      frame();
      clock.pass(1_000);
    }
    last().events.ended(new Error('x'));
    clock.pass(500);
    assert.equal(started.length, 3);
  });

  it('is stale when no frame comes for 3 s or 2.5 delays, whichever is longer', () => {
    for (const [delay, limit] of [[1, 3_000], [4, 10_000]] as const) {
      const { clock, told, frame } = setUp(delay);
      frame();
      clock.pass(limit - 500);
      assert.equal(told.length, 0);
      clock.pass(1_600);
      assert.equal(told.at(-1)?.reason, 'no sample came');
    }
  });

  it('takes a sign of life for health, though no frame was free', () => {
    const { clock, told, last } = setUp();
    for (let i = 0; i < 10; i++) {
      last().events.message({ type: 'unpublished' });
      clock.pass(1_000);
    }
    assert.deepEqual(told, []);
  });

  it('leaves one sampler behind whose sample hangs, and not a second', () => {
    const { supervisor, started, clock, told, last, frame } = setUp();
    frame();
    new ReadMark(last().data.mark, () => undefined).enterSample();
    clock.pass(4_000);
    assert.equal(told.at(-1)?.reason, 'a sample takes too long');
    assert.ok(supervisor.isHanging);
    clock.pass(12_000);
    assert.equal(started.length, 2);
    assert.ok(started[0]?.isUnreferenced);
    frame();
    new ReadMark(last().data.mark, () => undefined).enterSample();
    clock.pass(60_000);
    assert.equal(started.length, 2);
  });

  it('blames nobody for the time the whole process stood still', () => {
    const { started, clock, told, last, frame } = setUp();
    frame();
    clock.pass(500);
    const mark = new ReadMark(last().data.mark, () => undefined);
    mark.enterSample();
    clock.standStill(3_600_000);
    mark.leave();
    clock.pass(1_000);
    assert.equal(started.length, 1);
    assert.equal(told.filter((staleness) => staleness.seconds > 10).length, 0);
  });

  it('passes over what a sampler that was left behind still sends', () => {
    const clock = fakeClock(monotonicMillis());
    const got: number[] = [];
    const { start, started: threads } = fakeThreads();
    const supervisor = new SamplerSupervisor({
      start,
      clock,
      options: () => ({ root: '/', delaySeconds: 1, want: WANT }),
      onMessage: (_message, generation) => got.push(generation),
      onStaleness: () => undefined,
    });
    threads[0]?.events.ended(new Error('x'));
    clock.pass(500);
    threads[0]?.events.message({ type: 'frame' });
    threads[1]?.events.message({ type: 'frame' });
    assert.deepEqual(got, [2]);
    supervisor.close();
  });

  it('starts nothing any more once closed', () => {
    const { supervisor, started, clock, last } = setUp();
    last().events.ended(new Error('x'));
    supervisor.close();
    clock.pass(60_000);
    assert.equal(started.length, 1);
  });
});

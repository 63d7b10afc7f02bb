import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startCollector, type Collector } from '../../src/collector/client.ts';
import { monotonicMillis } from '../../src/collector/read-mark.ts';
import { READS } from '../../src/core/field.ts';
import { HOST_COLUMNS } from '../../src/core/fields/host.ts';
import { PROCESS_COLUMNS } from '../../src/core/fields/process.ts';
import type { Frame } from '../../src/core/frame.ts';
import { InternedTexts } from '../../src/core/interner.ts';
import { Table } from '../../src/core/table.ts';
import type { Want } from '../../src/core/want.ts';
import { fakeClock, fakeThreads, type FakeThread } from './support/fake-threads.ts';

const WANT = { reads: 0, completeReads: 0, columns: PROCESS_COLUMNS, focus: [], trend: null, growthWindowSeconds: 180 };

function setUp() {
  const { start, started } = fakeThreads();
  const clock = fakeClock(monotonicMillis());
  const frames: Frame[] = [];
  const texts = new InternedTexts();
  const collector: Collector = startCollector({
    root: '/',
    delaySeconds: 1,
    want: WANT,
    start,
    clock,
    onFrame: (frame) => {
      texts.apply(frame.strings);
      frames.push(frame);
    },
    onTrend: () => undefined,
    onHealth: () => undefined,
  });
  const restart = (): FakeThread => {
    samplers().at(-1)?.events.ended(new Error('x'));
    clock.pass(30_000);
    return samplers().at(-1) as FakeThread;
  };
  const samplers = (): FakeThread[] => started.filter((thread) => thread.name === 'sampler-thread');
  const inspectors = (): FakeThread[] => started.filter((thread) => thread.name === 'inspector-thread');
  return { collector, clock, frames, texts, samplers, inspectors, restart };
}

/** A frame of one process whose command is the text of id 1, in a seat of its own if none is given. */
function frameMessage(sequence: number, command: string, words = new Int32Array([1]), seat = 0): object {
  const host = new Table(HOST_COLUMNS, 1);
  const process = new Table(PROCESS_COLUMNS, 4);
  host.columns.memTotal[0] = 8;
  host.columns.netName[0] = NaN;
  process.columns.pid[0] = 5;
  process.columns.command[0] = 1;
  process.columns.user[0] = NaN;
  const times = { wallMillis: 1, uptimeSeconds: 2, intervalSeconds: 3 };
  const rest = { findings: [], leaks: null, strings: [[1, command]], trend: null, issues: [], sources: [] };
  const tables = { words, host: host.buffer, process: process.buffer, processColumns: PROCESS_COLUMNS };
  return { type: 'frame', sequence, ...times, seat, tables, processRows: 1, thread: null, cpu: null, side: {}, ...rest };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Collector', () => {
  it('starts the sampler at once and the inspector with the first query', async () => {
    const { collector, samplers, inspectors } = setUp();
    assert.equal(samplers().length, 1);
    assert.equal(inspectors().length, 0);
    const asked = collector.inspect({ kind: 'machine' });
    assert.equal(inspectors().length, 1);
    collector.close();
    await assert.rejects(asked, /closed/);
  });

  it('makes a frame of what the sampler sends', () => {
    const { frames, texts, samplers } = setUp();
    samplers()[0]?.events.message(frameMessage(1, 'init'));
    const [frame] = frames as [Frame];
    assert.equal(frame.host.columns.memTotal[0], 8);
    assert.equal(frame.process.rows, 1);
    assert.equal(frame.process.columns.pid[0], 5);
    assert.equal(texts.textOf(frame.process.columns.command[0] as number), 'init');
  });

  for (const list of ['findings', 'issues', 'sources'] as const) {
    it(`keeps the ${list} of the frame before where the sampler says that they are the same`, () => {
      const { frames, samplers } = setUp();
      const [sampler] = samplers();
      [[{ id: 'one' }], null, [], null].forEach((value, i) => {
        sampler?.events.message({ ...frameMessage(i + 1, 'init'), [list]: value });
      });
      assert.deepEqual(frames.map((frame) => frame[list].length), [1, 1, 0, 0]);
    });
  }

  it('keeps the texts of a frame right that is still shown when a new sampler begins', () => {
    const { frames, texts, samplers, restart } = setUp();
    samplers()[0]?.events.message(frameMessage(1, 'old'));
    const names = ['new', 'newer', 'newest'];
    for (const name of names) restart().events.message(frameMessage(1, name));
    const shown = frames.map((frame) => texts.textOf(frame.process.columns.command[0] as number));
    assert.deepEqual(shown.slice(-2), ['newer', 'newest']);
    assert.deepEqual(frames.map((frame) => frame.sequence), [1, 2, 3, 4], 'numbers of frames never start over');
    assert.ok(Number.isNaN(frames[1]?.process.columns.user[0]), 'an unknown text stays unknown');
  });

  it('gives a frame back once, in the seat of the sampler it came from', () => {
    const { collector, frames, samplers, restart } = setUp();
    const [words, others] = [new Int32Array([1, 1]), new Int32Array([1, 1])];
    samplers()[0]?.events.message(frameMessage(7, 'a', words, 1));
    collector.giveBack(frames[0] as Frame);
    assert.deepEqual([...words], [1, 0]);
    words[1] = 1;
    collector.giveBack(frames[0] as Frame);
    assert.deepEqual([...words], [1, 1], 'another frame may be there');
    samplers()[0]?.events.message(frameMessage(8, 'a', words, 0));
    restart().events.message(frameMessage(1, 'a', others, 0));
    collector.giveBack(frames[1] as Frame);
    assert.deepEqual([[...words], [...others]], [[0, 1], [1, 1]]);
  });

  it('reads the next frame of a seat where the one before was, as another table', () => {
    const { frames, samplers } = setUp();
    const first = frameMessage(1, 'a');
    samplers()[0]?.events.message(first);
    const [one] = frames as [Frame];
    one.process.columns.pid[1] = 6;
    samplers()[0]?.events.message({ ...first, sequence: 2, tables: null, processRows: 2, strings: [] });
    const two = frames[1] as Frame;
    assert.notEqual(two.process, one.process);
    assert.deepEqual([...two.process.columns.pid.subarray(0, two.process.rows)], [5, 6]);
    assert.equal(two.host.columns.memTotal[0], 8);
  });

  it('tells a new sampler the want and the delay of now', () => {
    const { collector, restart } = setUp();
    collector.setWant({ ...WANT, reads: 31 }, false);
    collector.setDelay(7);
    const data = restart().data as unknown as { want: { reads: number }; delaySeconds: number };
    assert.equal(data.want.reads, 31);
    assert.equal(data.delaySeconds, 7);
  });

  it('has what is read of rows on screen only read at once for those that were scrolled in', () => {
    const { collector, samplers } = setUp();
    const [sampler] = samplers();
    const refreshes = (): number => sampler?.posted.filter(({ type }) => type === 'refresh').length ?? 0;
    const on = (pid: number, reads: number): Want => ({ ...WANT, reads, focus: [{ pid, start: 1 }] });
    sampler?.events.message(frameMessage(1, 'a'));
    collector.setWant(on(5, READS.stat), true);
    collector.setWant(on(6, READS.stat), true);
    assert.equal(refreshes(), 0, 'every sample has it of all rows');
    collector.setWant(on(6, READS.oom), true);
    assert.equal(refreshes(), 0, 'a new column is the business of the sampler');
    collector.setWant(on(7, READS.oom), false);
    assert.equal(refreshes(), 0, 'a frame that brings another order is not followed by another frame at once');
    collector.setWant(on(8, READS.oom), true);
    assert.equal(refreshes(), 1);
    collector.setWant({ ...on(9, READS.oom), completeReads: READS.oom }, true);
    assert.equal(refreshes(), 1, 'read of all rows in turn');
  });

  it('answers a history query, and rejects it when the sampler that was asked is gone', async () => {
    const { collector, samplers, restart } = setUp();
    const query = { kind: 'history', key: { pid: 1, start: 1 }, fields: ['res'], windowSeconds: 60, buckets: 60 } as const;
    const first = collector.queryHistory(query);
    const id = samplers()[0]?.posted.at(-1)?.['id'];
    const answer = { kind: 'history', key: query.key, endSeconds: 1, windowSeconds: 60, series: {} };
    samplers()[0]?.events.message({ type: 'answer', id, answer });
    assert.deepEqual(await first, answer);
    const second = collector.queryHistory(query);
    const third = restart();
    third.events.message(frameMessage(1, 'a'));
    await assert.rejects(second, /failed before it answered/);
  });

  it('asks for names of users once, and tells them to a new sampler without asking again', async () => {
    const { samplers, inspectors, restart } = setUp();
    samplers()[0]?.events.message({ type: 'unknownUsers', uids: [4242] });
    const [inspector] = inspectors() as [FakeThread];
    const { id, query } = inspector.posted[0] as unknown as { id: number; query: object };
    assert.deepEqual(query, { kind: 'userNames', uids: [4242] });
    inspector.events.message({ type: 'answer', id, answer: { kind: 'userNames', names: [[4242, 'directory-user']] } });
    await settle();
    const told = { type: 'users', names: [[4242, 'directory-user']] };
    assert.deepEqual(samplers()[0]?.posted.at(-1), told);
    const second = restart();
    second.events.message({ type: 'unknownUsers', uids: [4242] });
    assert.deepEqual(second.posted.at(-1), told);
    assert.equal(inspector.posted.length, 1);
  });

  it('asks again for users without a name, a few times: the directory server may have been away', async () => {
    const { samplers, inspectors, clock } = setUp();
    samplers()[0]?.events.message({ type: 'unknownUsers', uids: [4242, 4243] });
    const [inspector] = inspectors() as [FakeThread];
    const asked = (): unknown[] => inspector.posted.map((message) => (message['query'] as { uids: number[] }).uids);
    for (let i = 0; i < 9; i++) {
      const answer = { kind: 'userNames', names: i === 0 ? [[4242, 'ann']] : [] };
      inspector.events.message({ type: 'answer', id: inspector.posted.at(-1)?.['id'], answer });
      await settle();
      clock.pass(300_000);
    }
    assert.deepEqual(asked(), [[4242, 4243], [4243], [4243], [4243]]);
  });

  it('makes an issue of a name service that cannot be asked', async () => {
    const { samplers, inspectors } = setUp();
    samplers()[0]?.events.message({ type: 'unknownUsers', uids: [4242] });
    const [inspector] = inspectors() as [FakeThread];
    inspector.events.message({ type: 'failed', id: inspector.posted[0]?.['id'], reason: 'there is no getent' });
    await settle();
    const issue = samplers()[0]?.posted.at(-1);
    assert.equal(issue?.type, 'issue');
    assert.match(String(issue?.['text']), /there is no getent/);
  });

  it('tells nothing any more once closed', () => {
    const { collector, frames, samplers } = setUp();
    assert.deepEqual(collector.close(), { clean: true });
    samplers()[0]?.events.message(frameMessage(1, 'late'));
    assert.equal(frames.length, 0);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InspectorSupervisor, InspectorUnavailable } from '../../src/collector/inspector-supervisor.ts';
import { monotonicMillis, ReadMark } from '../../src/collector/read-mark.ts';
import { fakeClock, fakeThreads, type FakeThread } from './support/fake-threads.ts';

function setUp() {
  const { start, started } = fakeThreads();
  // Marks carry the real clock's time, so the fake one begins there.
  const clock = fakeClock(monotonicMillis());
  const changes: number[] = [];
  const supervisor = new InspectorSupervisor({
    root: '/',
    start,
    clock,
    onStuckChange: () => {
      changes.push(supervisor.stuck.length);
    },
  });
  const hang = (thread: FakeThread, pid: number): ReadMark => {
    let ended = false;
    const mark = new ReadMark(thread.data.mark, () => {
      if (!ended) thread.events.ended(null);
      ended = true;
    });
    mark.enter(pid, 'cmdline');
    return mark;
  };
  const ask = (pid: number): Promise<unknown> => {
    const answer = supervisor.ask({ kind: 'commandLines', keys: [{ pid, start: 1 }] });
    answer.catch(() => undefined);
    return answer;
  };
  return { supervisor, started, clock, changes, hang, ask };
}

const answer = (id: number, pid: number): unknown => ({
  type: 'answer',
  id,
  answer: { kind: 'commandLines', lines: [{ key: { pid, start: 1 }, text: 'x' }] },
});

describe('InspectorSupervisor', () => {
  it('starts no thread before the first query, and one for many', () => {
    const { started, ask } = setUp();
    assert.equal(started.length, 0);
    void ask(1);
    void ask(2);
    assert.equal(started.length, 1);
    assert.deepEqual(started[0]?.posted.map((message) => message.type), ['query', 'query']);
  });

  it('leaves a thread behind that hangs for 1.5 s, names the process, and asks again without it', async () => {
    const { supervisor, started, clock, hang, ask } = setUp();
    const asked = ask(7);
    hang(started[0] as FakeThread, 7);
    clock.pass(1_400);
    assert.deepEqual(supervisor.stuck, []);
    clock.pass(400);
    assert.deepEqual(supervisor.stuck, [{ pid: 7, file: 'cmdline' }]);
    assert.equal(started.length, 2);
    assert.ok(started[0]?.isUnreferenced);
    assert.deepEqual(started[1]?.data.skip, [7]);
    const id = started[1]?.posted[0]?.['id'] as number;
    started[0]?.events.message(answer(id, 99));
    started[1]?.events.message(answer(id, 7));
    assert.deepEqual(await asked, { kind: 'commandLines', lines: [{ key: { pid: 7, start: 1 }, text: 'x' }] });
  });

  it('blames no read that began anew between two looks', () => {
    const { supervisor, started, clock, hang, ask } = setUp();
    void ask(7);
    for (let i = 0; i < 20; i++) {
      const mark = hang(started[0] as FakeThread, 7);
      clock.pass(250);
      mark.leave();
    }
    assert.deepEqual(supervisor.stuck, []);
  });

  it('blames no read for the time the whole process stood still', () => {
    const { started, clock, hang, ask, changes } = setUp();
    void ask(7);
    clock.pass(100);
    const mark = hang(started[0] as FakeThread, 7);
    clock.standStill(60_000);
    mark.leave();
    clock.pass(1_000);
    assert.deepEqual(changes, []);
  });

  it('has no third thread hang: the next query is refused with the reason, at once', async () => {
    const { supervisor, started, clock, hang, ask } = setUp();
    void ask(7);
    hang(started[0] as FakeThread, 7);
    clock.pass(2_000);
    hang(started[1] as FakeThread, 8);
    const second = ask(8);
    clock.pass(2_000);
    assert.deepEqual(supervisor.stuck.map((read) => read.pid), [7, 8]);
    await assert.rejects(second, InspectorUnavailable);
    await assert.rejects(ask(9), /cmdline of process 7 and cmdline of process 8 hangs/);
    assert.equal(started.length, 2);
    assert.ok(supervisor.isReading);
  });

  it('goes on when one of two comes free, and lets its process be tried again', () => {
    const { supervisor, started, clock, hang, ask, changes } = setUp();
    void ask(7);
    const first = hang(started[0] as FakeThread, 7);
    clock.pass(2_000);
    hang(started[1] as FakeThread, 8);
    clock.pass(2_000);
    first.leave();
    assert.deepEqual(supervisor.stuck, [{ pid: 8, file: 'cmdline' }]);
    assert.deepEqual(changes, [1, 2, 1]);
    void ask(7);
    assert.equal(started.length, 3);
    assert.deepEqual(started[2]?.data.skip, [8]);
  });

  it('asks a failed thread\'s question once more, then says why not', async () => {
    const { started, ask } = setUp();
    const asked = ask(7);
    started[0]?.events.ended(new Error('out of memory'));
    assert.equal(started.length, 2);
    started[1]?.events.ended(new Error('out of memory'));
    await assert.rejects(asked, /failed: out of memory/);
    assert.equal(started.length, 2);
  });

  it('drops an answer nobody waits for, and refuses questions when closed', async () => {
    const { supervisor, started, ask } = setUp();
    const asked = ask(7);
    supervisor.close();
    await assert.rejects(asked, /closed/);
    started[0]?.events.message(answer(1, 7));
    await assert.rejects(ask(8), /closed/);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pipeline, SampleError } from '../../src/collector/pipeline.ts';
import { ALWAYS_COLUMNS, PROCESS_COLUMNS, type ProcessColumnId } from '../../src/core/fields/process.ts';
import type { Frame } from '../../src/core/frame.ts';
import { InternedTexts } from '../../src/core/interner.ts';
import { columnOf } from '../../src/core/table.ts';
import type { Want } from '../../src/core/want.ts';
import { ScriptedSource } from './support/scripted-source.ts';

const WANT: Want = { reads: 31, completeReads: 0, columns: PROCESS_COLUMNS, focus: [], trend: null, growthWindowSeconds: 180 };

function setUp() {
  const source = new ScriptedSource();
  const pipeline = new Pipeline({ source, serves: ['processes'], root: '/nowhere', descriptorBudget: 100 });
  const texts = new InternedTexts();
  const tick = (seconds = 1, columns = WANT.columns): Frame => {
    source.uptimeSeconds += seconds;
    const frame = pipeline.tick({ ...WANT, columns });
    texts.apply(frame.strings);
    return frame;
  };
  /** Ticks, looks, and gives the frame back. */
  const look = <T>(read: (frame: Frame) => T, seconds = 1): T => {
    const frame = tick(seconds);
    const seen = read(frame);
    giveBack(pipeline, frame);
    return seen;
  };
  return { source, pipeline, texts, tick, look };
}

function giveBack(pipeline: Pipeline, frame: Frame): void {
  pipeline.release(frame.sequence);
}

function valueOf(frame: Frame, pid: number, id: ProcessColumnId): number {
  const at = frame.process.columns.pid.indexOf(pid);
  assert.ok(at >= 0 && at < frame.process.rows, `process ${pid} is in the frame`);
  return columnOf(frame.process, id)[at] as number;
}

describe('Pipeline', () => {
  it('derives over the true interval and gathers the rows in the order they were found', () => {
    const { source, look } = setUp();
    source.processes = [{ pid: 3, time: 10, res: 500, shr: 100, swap: 7 }, { pid: 1, time: 1 }];
    look((frame) => {
      assert.deepEqual([...frame.process.columns.pid.subarray(0, frame.process.rows)], [3, 1]);
      assert.equal(valueOf(frame, 3, 'cpu'), NaN, 'the first sample knows no rate');
      assert.equal(frame.intervalSeconds, NaN);
    });
    source.processes = [{ pid: 3, time: 11, res: 500, shr: 100, swap: 7 }, { pid: 1, time: 0.5 }];
    look((frame) => {
      assert.equal(frame.intervalSeconds, 4);
      assert.equal(valueOf(frame, 3, 'cpu'), 25);
      assert.equal(valueOf(frame, 1, 'cpu'), NaN, 'a counter that went back is no rate');
      assert.equal(valueOf(frame, 3, 'mem'), 50);
      assert.equal(valueOf(frame, 3, 'anon'), 400);
      assert.equal(valueOf(frame, 3, 'held'), 407);
    }, 4);
  });

  it('gathers the columns that are wanted, and those every frame holds', () => {
    const { source, pipeline, tick } = setUp();
    source.processes = [{ pid: 1, ni: 5, res: 7 }];
    const few = tick(1, []);
    assert.deepEqual([...few.process.ids].sort(), [...ALWAYS_COLUMNS].sort());
    assert.equal(few.process.columns.ni, undefined);
    assert.ok(Number.isNaN(columnOf(few.process, 'ni')[0]), 'a column that is not there reads as unknown');
    giveBack(pipeline, few);
    const more = tick(1, ['ni']);
    assert.equal(valueOf(more, 1, 'ni'), 5);
    assert.equal(valueOf(more, 1, 'res'), 7, 'in the buffer of a frame with fewer columns');
    assert.equal(more.process.ids.length, ALWAYS_COLUMNS.length + 1);
  });

  it('takes over what the inspector read, by process, and makes rates of its own times', () => {
    const { source, pipeline, look } = setUp();
    source.processes = [{ pid: 1 }, { pid: 2 }];
    const read = (pid: number, ioReadBytes: number, ioTime: number, start = 1): void => {
      pipeline.setValues([{ pid, start, numbers: { ioReadBytes, ioTime, pss: 7 }, texts: { environ: 'A=1' } }]);
    };
    const rate = (): number => look((frame) => valueOf(frame, 1, 'ioR'), 10);
    look(() => undefined);
    read(1, 1000, 50);
    read(2, 5, 50, 99);
    assert.ok(Number.isNaN(rate()), 'one reading is no rate');
    read(1, 3000, 52);
    assert.equal(rate(), 1000, 'bytes over the time between the readings, not between the samples');
    assert.equal(rate(), 1000, 'and stays while nothing is read');
    read(1, 10, 53);
    assert.ok(Number.isNaN(rate()), 'a counter that went back is no rate');
    look((frame) => {
      assert.equal(valueOf(frame, 1, 'pss'), 7);
      assert.ok(valueOf(frame, 1, 'environ') > 0);
      assert.ok(Number.isNaN(valueOf(frame, 2, 'pss')), 'another process had this pid');
    });
  });

  it('counts ΔRES from first sight, and from the last sample after a rebase', () => {
    const { source, pipeline, look } = setUp();
    const dres = (res: number): number => {
      source.processes = [{ pid: 1, res }];
      return look((frame) => valueOf(frame, 1, 'dres'));
    };
    assert.equal(dres(100), 0);
    assert.equal(dres(160), 60);
    pipeline.rebase();
    assert.equal(dres(170), 10);
  });

  it('gives a process in the slot of an ended one a baseline of its own, also across a rebase', () => {
    const { source, pipeline, look } = setUp();
    source.processes = [{ pid: 1, res: 900 }];
    look(() => undefined);
    source.processes = [];
    look(() => undefined);
    pipeline.rebase();
    source.processes = [{ pid: 2, res: 5 }];
    assert.equal(look((frame) => valueOf(frame, 2, 'dres')), 0);
    source.processes = [{ pid: 2, start: 9, res: 50 }];
    assert.equal(look((frame) => valueOf(frame, 2, 'dres')), 0, 'a reused pid is another process');
  });

  it('has three frames out at most, and fills returned buffers again', () => {
    const { source, pipeline, tick } = setUp();
    source.processes = [{ pid: 1 }];
    const frames = [tick(), tick(), tick()];
    assert.equal(pipeline.canPublish, false);
    assert.throws(() => tick(), /3 frames are out/);
    const first = frames[0] as Frame;
    giveBack(pipeline, first);
    giveBack(pipeline, first);
    assert.equal(pipeline.canPublish, true);
    const fourth = tick();
    assert.equal(fourth.process.buffer, first.process.buffer);
    assert.equal(pipeline.canPublish, false, 'a frame given back twice counts once');
    giveBack(pipeline, frames[2] as Frame);
    giveBack(pipeline, frames[1] as Frame);
    giveBack(pipeline, frames[1] as Frame);
    assert.notEqual(tick().process.buffer, tick().process.buffer, 'and its buffer is in one frame at a time');
  });

  it('makes larger buffers for more rows, and smaller ones when a storm is over', () => {
    const { source, look } = setUp();
    const capacity = (rows: number): number => {
      source.processes = Array.from({ length: rows }, (_, i) => ({ pid: i + 1, res: i }));
      return look((frame) => {
        assert.equal(frame.process.rows, rows);
        assert.equal(valueOf(frame, rows, 'res'), rows - 1);
        return frame.process.capacity;
      });
    };
    assert.ok(capacity(10) < 1000);
    assert.ok(capacity(5000) >= 5000);
    assert.ok(capacity(10) < 1000);
  });

  it('keeps the texts of every frame that is out, and no others', () => {
    const { source, pipeline, texts, tick } = setUp();
    source.processes = [{ pid: 1, command: 'held' }];
    const held = tick();
    const ids = new Set<number>();
    const churn = (rounds: number): void => {
      for (let i = 0; i < rounds; i++) {
        source.processes = [{ pid: 1, start: source.uptimeSeconds, command: `name-${source.uptimeSeconds}` }];
        const frame = tick();
        const id = valueOf(frame, 1, 'command');
        ids.add(id);
        assert.equal(texts.textOf(id), `name-${source.uptimeSeconds - 1}`);
        giveBack(pipeline, frame);
      }
    };
    churn(50);
    assert.equal(texts.textOf(valueOf(held, 1, 'command')), 'held');
    giveBack(pipeline, held);
    churn(5);
    ids.clear();
    churn(500);
    assert.ok(ids.size <= 4, `${ids.size} ids for 500 names, one at a time`);
  });

  it('forgets texts that no frame ever held', () => {
    const { source, look } = setUp();
    source.processes = [{ pid: 1, command: 'stays' }];
    let largest = 0;
    for (let i = 0; i < 200; i++) {
      source.context?.interner.idOf(`never-shown-${i}`);
      largest = Math.max(largest, ...look((frame) => frame.strings.map(([id]) => id)));
    }
    assert.ok(largest < 10, `ids up to ${largest}`);
  });

  it('tells every text a frame needs although samples before it were not published', () => {
    const { source, pipeline, texts, tick } = setUp();
    source.processes = [{ pid: 1, command: 'early' }];
    source.uptimeSeconds++;
    pipeline.takeSample(WANT);
    const frame = tick();
    assert.equal(texts.textOf(valueOf(frame, 1, 'command')), 'early');
    assert.equal(frame.sequence, 1);
  });

  it('counts tasks by state, and threads', () => {
    const { source, look } = setUp();
    const codes = Array.from('RSSIDTtZX', (letter) => letter.charCodeAt(0));
    source.processes = codes.map((state, i) => ({ pid: i + 1, state, threads: 2 }));
    const counts = look(({ host }) =>
      (['tasks', 'running', 'sleeping', 'waiting', 'stopped', 'zombies', 'threads'] as const).map((id) => host.columns[id][0]),
    );
    assert.deepEqual(counts, [9, 1, 3, 1, 2, 2, 18]);
  });

  it('knows its own use also where the table has no row of it', () => {
    const { source, look } = setUp();
    source.processes = [{ pid: process.pid, res: 1, cpu: 999 }];
    look(() => undefined);
    look(({ host }) => {
      assert.ok((host.columns.selfRes[0] as number) > 2 ** 20, 'not the row of a built tree that has our pid by chance');
      assert.ok((host.columns.selfCpu[0] as number) >= 0);
    });
  });

  it('says which source failed', () => {
    const { source, tick } = setUp();
    source.failure = new Error('no such device');
    assert.throws(tick, (error) => error instanceof SampleError && error.message === 'scripted: no such device');
  });

  it('lists an issue once, with its count', () => {
    const { source, look } = setUp();
    const report = source.context?.report;
    report?.('a', 'first text', 'hint');
    report?.('a', 'second text', 'hint');
    assert.deepEqual(look((frame) => frame.issues), [{ id: 'a', text: 'first text', hint: 'hint', count: 2 }]);
    for (let i = 0; i < 1000; i++) report?.(`odd-${i}`, 'x', '');
    const issues = look((frame) => frame.issues);
    assert.ok(issues.length <= 101);
    assert.equal(issues.at(-1)?.count, 901);
  });

  it('gives the trend of the focus rows, unknown where nothing is known', () => {
    const { source, pipeline, look } = setUp();
    source.processes = [{ pid: 1, res: 4096 * 10, shr: 0, swap: 0 }];
    look(() => undefined);
    const trend = pipeline.trendFor({
      ...WANT,
      focus: [{ pid: 1, start: 1 }, { pid: 77, start: 1 }],
      trend: { field: 'res', windowSeconds: 60 },
    });
    assert.deepEqual([...(trend?.keys[0] ?? [])], [1, 77]);
    assert.equal(trend?.values.length, 120);
    assert.equal(trend?.values[59], 4096 * 10);
    assert.ok(Number.isNaN(trend?.values[119]));
    assert.equal(pipeline.trendFor(WANT), null);
  });

  it('ends a trend where the kept screen stood', () => {
    const { source, pipeline, look } = setUp();
    source.processes = [{ pid: 1, res: 4096 * 10, shr: 0, swap: 0 }];
    look(() => undefined);
    const kept = pipeline.uptimeSeconds;
    for (let i = 1; i <= 5; i++) {
      source.uptimeSeconds += 1;
      source.processes = [{ pid: 1, res: 4096 * 99, shr: 0, swap: 0 }];
      look(() => undefined);
    }
    const last = (endSeconds?: number): number | undefined => {
      const trend = { field: 'res', windowSeconds: 60, ...(endSeconds === undefined ? {} : { endSeconds }) };
      return pipeline.trendFor({ ...WANT, focus: [{ pid: 1, start: 1 }], trend })?.values.at(-1);
    };
    assert.equal(last(), 4096 * 99);
    assert.equal(last(kept), 4096 * 10);
  });

  it('derives GROWTH from a history that has this sample', () => {
    const { source, look } = setUp();
    let growth = NaN;
    for (let i = 0; i < 60; i++) {
      source.processes = [{ pid: 1, res: 4096 * (100 + i), shr: 0, swap: 0 }];
      growth = look((frame) => valueOf(frame, 1, 'growth'));
    }
    const expected = 4096 * 3600;
    assert.ok(Math.abs(growth - expected) < expected * 0.1, `${growth} bytes an hour, ${expected} expected`);
  });
});

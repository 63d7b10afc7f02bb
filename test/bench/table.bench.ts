// What a painted frame costs at 200 × 50 when every row changes: view to bytes, against the same rows as content of a
// blessed box, in one run. Run: npx tsx test/bench/table.bench.ts [--check]

import { EventEmitter } from 'node:events';
import blessed from 'blessed';
import { fieldOf } from '../../src/core/fields.ts';
import { columnOf } from '../../src/core/table.ts';
import type { Trend } from '../../src/core/frame.ts';
import { formatField } from '../../src/core/units.ts';
import type { View } from '../../src/store/view.ts';
import { createScreen } from '../../src/ui/app.ts';
import { cellRole } from '../../src/ui/table-cells.ts';
import {
  openTerminal,
  type InputStream,
  type OutputStream,
  type TerminalSession,
} from '../../src/ui/terminal/session.ts';
import type { Role } from '../../src/ui/theme.ts';
import { TrendTexts } from '../../src/ui/trend-texts.ts';
import { RICH } from '../support/screen-fixture.ts';
import { makeMachine, makeTestView, type Machine } from '../support/view-fixture.ts';
import { bar, finishBars } from './support/bars.ts';

const COLUMNS = 200;
const ROWS = 50;
const FRAMES = 400;
const WARM_UP = 100;
const VIEWS = 8;
const TAGS: Partial<Record<Role, string>> = { dim: 'grey', good: 'green', warn: 'yellow', bad: 'red' };

class Sink extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  readonly columns = COLUMNS;
  readonly rows = ROWS;

  write(_data: string, callback?: () => void): boolean {
    callback?.();
    return true;
  }
}

const keyboard = Object.assign(new EventEmitter(), { resume: ignore, pause: ignore, setRawMode: ignore });

const few = measure('300 processes', viewsOf(300));
const many = measure('5,000 processes', viewsOf(5000));
const box = measureBox(viewsOf(300));
bar('frame, 5,000 / 300 processes', many / few, 1.5, ' ×');
bar('frame with header / rows alone as tags in a blessed box', few / box, 0.9, ' ×');
finishBars();

function ignore(): void {
  return undefined;
}

function open(): TerminalSession {
  const input = keyboard as unknown as InputStream;
  return openTerminal({ input, output: new Sink() as unknown as OutputStream, capabilities: RICH });
}

/** Milliseconds of processor time a frame. */
function measure(what: string, views: readonly View[]): number {
  const session = open();
  const ui = createScreen(session, (error) => {
    throw error;
  });
  const millis = perFrame((i) => {
    ui.show(views[i % VIEWS] as View);
    session.renderNow();
  });
  const bytes = session.stats.bytesWritten / (FRAMES + WARM_UP);
  session.restore();
  console.log(`${what}: ${millis.toFixed(2)} ms a frame, ${bytes.toFixed(0)} bytes`);
  return millis;
}

function measureBox(views: readonly View[]): number {
  const session = open();
  const box = blessed.box({
    parent: session.screen,
    top: 0,
    left: 0,
    width: '100%',
    height: '100%',
    wrap: false,
    tags: true,
  });
  const trends = new TrendTexts(true);
  const millis = perFrame((i) => {
    const view = views[i % VIEWS] as View;
    trends.use(view.trend, view.table.columns.find(({ id }) => id === 'trend')?.width ?? 0);
    box.setContent(contentOf(view, trends));
    session.renderNow();
  });
  session.restore();
  console.log(`blessed box: ${millis.toFixed(2)} ms a frame, rows alone`);
  return millis;
}

/** What one would write without cells of one's own: the same texts and colours as tags. */
function contentOf({ table, frame, texts }: View, trends: TrendTexts): string {
  if (frame === null) return '';
  const lines: string[] = [];
  table.rows.forEach((row, at) => {
    const { columns } = frame.process;
    const cells = table.columns.map(({ id, width }) => {
      if (id === 'trend')
        return `{cyan-fg}${trends.textOf(columns.pid[row] as number, columns.start[row] as number)}{/}`;
      const value = columnOf(frame.process, id)[row] as number;
      const field = fieldOf('process', id);
      if (field.unit === 'text') return blessed.escape(texts.textOf(value).slice(0, width).padEnd(width));
      const text = formatField(field, value, width);
      const colour = TAGS[cellRole(id, value)];
      return colour === undefined ? text : `{${colour}-fg}${text}{/}`;
    });
    lines.push(at === table.selectedAt ? `{inverse}${cells.join(' ')}{/inverse}` : cells.join(' '));
  });
  return lines.join('\n');
}

function perFrame(paint: (frame: number) => void): number {
  for (let i = 0; i < WARM_UP; i++) paint(i);
  const before = process.cpuUsage();
  for (let i = 0; i < FRAMES; i++) paint(i);
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1000 / FRAMES;
}

/** Views in which every number and every row on screen is another than in the one before. */
function viewsOf(processes: number): View[] {
  return Array.from({ length: VIEWS }, (_, i) => {
    const machine = makeMachine({ processes, step: i + 1 });
    const { columns } = machine.frame.process;
    for (let row = 0; row < processes; row++) columns.cpu[row] = ((row * 7 + i * 13) % 1000) / 10;
    const rows = Int32Array.from({ length: 41 }, (_, at) => (at * 7 + i * 11) % processes);
    return makeTestView({
      columns: COLUMNS,
      rows: ROWS,
      machine: { ...machine, trend: trendOf(machine, rows) },
      table: { rows, rowCount: rows.length },
    });
  });
}

/** As the sampler makes it: of the rows on screen only. */
function trendOf({ trend }: Machine, rows: Int32Array): Trend {
  const values = new Float32Array(rows.length * trend.buckets);
  rows.forEach((row, i) =>
    values.set(trend.values.subarray(row * trend.buckets, (row + 1) * trend.buckets), i * trend.buckets),
  );
  return {
    ...trend,
    keys: trend.keys.map((key) => Float64Array.from(rows, (row) => key[row] as number)),
    values,
  };
}

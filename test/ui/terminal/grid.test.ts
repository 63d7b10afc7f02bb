// Grids that remember what they put show the same cells as grids that are painted for the first time, whatever was painted,
// moved, hidden and laid over each other before.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawLine } from 'blessed';
import fc from 'fast-check';
import { BOLD, DEFAULT_ATTR, INVERSE } from '../../../src/ui/terminal/attr.ts';
import { Grid, type Surface } from '../../../src/ui/terminal/grid.ts';
import { createSilentScreen, type SilentScreen } from '../../../src/ui/terminal/silent-screen.ts';

const COLUMNS = 24;
const ROWS = 6;

interface Stroke {
  readonly kind: 'put' | 'fill' | 'mark';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly attr: number;
  readonly columns: number;
}

function paintStroke(surface: Surface, { kind, x, y, text, attr, columns }: Stroke): void {
  if (kind === 'put') surface.put(x, y, text, attr, columns);
  else if (kind === 'fill') surface.fill(x, y, columns, attr);
  else surface.mark(x, y, columns, attr & 1 ? BOLD : INVERSE);
}

interface Placed {
  readonly hidden: boolean;
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
  readonly strokes: readonly Stroke[];
  readonly wanders?: boolean;
}

const parts = {
  kind: fc.constantFrom('put', 'put', 'fill', 'mark'),
  x: fc.integer({ min: -1, max: 12 }),
  y: fc.integer({ min: 0, max: 2 }),
  text: fc.constantFrom('', 'a', 'plain', 'plain text', '▁▃█', '日本', 'é', 'x\u0000y'),
  attr: fc.constantFrom(DEFAULT_ATTR, DEFAULT_ATTR + 1),
  columns: fc.integer({ min: 1, max: 12 }),
} as const;
const stroke: fc.Arbitrary<Stroke> = fc.record(parts);
/** One thing of a stroke. */
const part: fc.Arbitrary<Partial<Stroke>> = fc.oneof(
  ...(['kind', 'x', 'text', 'attr', 'columns'] as const).map((name) => fc.record({ [name]: parts[name] })),
);
const strokes = fc.array(stroke, { maxLength: 6 });
const placed: fc.Arbitrary<Placed> = fc.record({
  hidden: fc.boolean(),
  x: fc.constantFrom(0, 3),
  y: fc.constantFrom(0, 1),
  columns: fc.constantFrom(COLUMNS - 3, 8),
  rows: fc.constantFrom(ROWS - 1, 2),
  strokes,
});
/** The lowest grid has the whole screen, so that every cell is somebody's. */
const first = fc.tuple(strokes.map((below): Placed => ({ hidden: false, x: 0, y: 0, columns: COLUMNS, rows: ROWS, strokes: below })), placed, placed);
/** A frame is like the one before but for one thing of one grid, or for nothing. */
const change: fc.Arbitrary<(before: Placed) => Placed> = fc.oneof(
  fc.constant((before: Placed) => before),
  stroke.map((one) => (before: Placed) => ({ ...before, strokes: [...before.strokes, one] })),
  fc.tuple(part, fc.nat({ max: 2 })).map(([one, at]) => (before: Placed) => ({
    ...before,
    strokes: before.strokes.map((stroke, i) => (i === at ? { ...stroke, ...one } : stroke)),
  })),
  fc.nat({ max: 2 }).map((at) => (before: Placed) => ({ ...before, strokes: before.strokes.toSpliced(at, 1) })),
  placed.map(({ strokes: _, ...place }) => (before: Placed) => (before.columns === COLUMNS ? before : { ...before, ...place })),
  fc.constant((before: Placed) => (before.columns === COLUMNS ? before : { ...before, hidden: !before.hidden })),
  // Seen nowhere else: moved and moved back before it is painted again.
  fc.constant((before: Placed) => ({ ...before, wanders: true })),
);
const changes = fc.array(fc.tuple(fc.nat({ max: 2 }), change, fc.boolean()), { maxLength: 12 });

/** All frames that come of it, and between them now and then the one before the last again. */
function framesOf(frame: readonly Placed[], all: readonly (readonly [at: number, change: (before: Placed) => Placed, again: boolean])[]): (readonly Placed[])[] {
  const frames = [frame];
  for (const [at, change, again] of all) {
    const before = frames.at(-1) as readonly Placed[];
    frames.push(before.map((one, i) => (i === at ? change({ ...one, wanders: false }) : { ...one, wanders: false })));
    if (again) frames.push(before);
  }
  return frames;
}

class Stage {
  readonly silent: SilentScreen = createSilentScreen(COLUMNS, ROWS, () => undefined);
  private readonly grids: Grid[];
  private frame: readonly Placed[] = [];

  constructor() {
    this.grids = [0, 1, 2].map((i) => new Grid({ parent: this.silent.screen, paint: (surface) => {
      for (const one of this.frame[i]?.strokes ?? []) paintStroke(surface, one);
    } }));
  }

  paint(frame: readonly Placed[]): void {
    this.frame = frame;
    frame.forEach(({ hidden, x, y, columns, rows, wanders }, i) => {
      const grid = this.grids[i] as Grid;
      Object.assign(grid, { hidden, left: x, top: y, width: columns, height: rows });
      if (wanders === true) Object.assign(grid, { left: x + 1 });
      grid.left = x;
    });
    this.silent.screen.render();
  }

  /** Every cell, and on no cell that was there before. */
  paintAnew(frame: readonly Placed[]): void {
    for (const grid of this.grids) grid.forget();
    for (const line of this.silent.screen.lines) for (const cell of line) cell[1] = '?';
    this.paint(frame);
  }

  get lines(): readonly RawLine[] {
    return this.silent.screen.lines;
  }
}

const shown = (lines: readonly RawLine[]): string[] => lines.map((line) => Array.from(line, ([look, cell]) => `${look}:${cell}`).join(' '));

test('a frame is the same whatever was painted before it', () => {
  const [stage, other] = [new Stage(), new Stage()];
  fc.assert(
    fc.property(first, changes, (begin, all) => {
      for (const frame of framesOf(begin, all)) {
        stage.paint(frame);
        other.paintAnew(frame);
        assert.deepEqual(shown(stage.lines), shown(other.lines));
      }
    }),
    { numRuns: 2000 },
  );
  for (const one of [stage, other]) one.silent.destroy();
});

test('a row that is painted as before is not dirty, another is', () => {
  const stage = new Stage();
  const put = (y: number, text: string): Stroke => ({ kind: 'put', x: 2, y, text, attr: DEFAULT_ATTR, columns: COLUMNS });
  const frame = (word: string): Placed[] => [
    { hidden: false, x: 0, y: 0, columns: COLUMNS, rows: ROWS, strokes: [put(0, 'same'), put(1, word)] },
    ...[1, 2].map(() => ({ hidden: true, x: 0, y: 0, columns: 1, rows: 1, strokes: [] })),
  ];
  stage.paint(frame('one'));
  for (const line of stage.lines as RawLine[]) line.dirty = false;
  stage.paint(frame('two'));
  assert.deepEqual(stage.lines.map(({ dirty }) => dirty), [false, true, false, false, false, false]);
  stage.silent.destroy();
});

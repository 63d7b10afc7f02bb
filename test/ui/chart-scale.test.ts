// Axes of the history chart: every known value is on them, they end on round numbers, and small growth stays visible.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { HistoryAnswer } from '../../src/core/answer.ts';
import { asciiChart } from '../../src/ui/ascii-chart.ts';
import { axisLabel, beforeNow, chartScale, MIB } from '../../src/ui/chart-scale.ts';
import { lineWidth } from '../../src/ui/spans.ts';

const history = (res: readonly number[], held: readonly number[] = []): HistoryAnswer => ({
  kind: 'history',
  key: { pid: 1, start: 1 },
  endSeconds: 100,
  windowSeconds: 60,
  series: { res: Float32Array.from(res), held: Float32Array.from(held) },
});

test('the axis of a process that doubles begins at zero, that of a slow leak does not', () => {
  assert.deepEqual(chartScale(history([50 * MIB, 100 * MIB]), ['res'], 12), { least: 0, most: 100, steps: 5 });
  const slow = chartScale(history([1000 * MIB, 1004 * MIB]), ['res'], 12);
  assert.ok(slow !== null && slow.least >= 990 && slow.most <= 1030, JSON.stringify(slow));
});

test('nothing is drawn of fewer than two known buckets, and only of the fields asked for', () => {
  assert.equal(chartScale(history([NaN, 5 * MIB, NaN]), ['res'], 12), null);
  assert.equal(chartScale(history([5 * MIB, 6 * MIB]), ['held'], 12), null);
  assert.notEqual(chartScale(history([NaN, 5 * MIB, 5 * MIB]), ['res'], 12), null);
});

test('any series fits its axis, whose labels differ', () => {
  const bytes = fc.oneof(fc.constant(NaN), fc.integer({ min: 0, max: 2 ** 45 }));
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 2, maxLength: 60 }), fc.integer({ min: 3, max: 30 }), (values, rows) => {
      const answer = history(values);
      const scale = chartScale(answer, ['res'], rows);
      if (scale === null) return;
      for (const value of answer.series['res'] ?? []) {
        if (Number.isNaN(value)) continue;
        assert.ok(value / MIB >= scale.least - 1e-9 && value / MIB <= scale.most + 1e-9, JSON.stringify(scale));
      }
      assert.ok(
        Number.isFinite(scale.most) && scale.most > scale.least && scale.steps >= 1 && scale.steps <= 6,
        JSON.stringify(scale),
      );
      assert.notEqual(axisLabel(scale.least, scale), axisLabel(scale.most, scale));
    }),
  );
});

test('the chart in letters keeps its size and draws the unknown as nothing', () => {
  const series = [{ field: 'res', label: 'RES', letter: 'R', role: 'text' as const }];
  const lines = asciiChart(history([NaN, NaN, 50 * MIB, 100 * MIB]), series, 50, 8);
  assert.ok(lines !== null);
  assert.equal(lines.length, 8);
  const text = lines.map((line) => line.map((part) => part.text).join(''));
  for (const line of lines) assert.ok(lineWidth(line) <= 50);
  const plot = text.slice(0, -1).map((line) => line.slice(line.indexOf('|') + 1));
  const half = (plot[0] as string).length >> 1;
  assert.equal(
    plot.some((line) => line.slice(0, half).includes('R')),
    false,
    'the unknown half is empty',
  );
  assert.equal(
    plot.some((line) => line.slice(half).includes('R')),
    true,
  );
  assert.match(text.at(-1) as string, /\+-1m-+ -30s -+now$/);
});

test('times before now are in the unit that keeps them whole', () => {
  assert.equal(beforeNow(0, 60, 60), '-1m');
  assert.equal(beforeNow(15, 60, 60), '-45s');
  assert.equal(beforeNow(60, 60, 60), 'now');
  assert.equal(beforeNow(0, 60, 86_400), '-24h');
  assert.equal(beforeNow(1, 2, 180), '-90s');
});

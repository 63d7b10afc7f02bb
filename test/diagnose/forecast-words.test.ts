// Forecasts in words: the limit, when by the clock and as an interval, and whom the kernel would kill. All moments are local.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordMoment } from '../../src/diagnose/clock-words.ts';
import type { Forecast } from '../../src/diagnose/forecast.ts';
import { sentenceOfForecast, wordForecast, type ForecastScene } from '../../src/diagnose/forecast-words.ts';

const HOUR = 3600;
/** A Saturday. */
const NOW = new Date(2026, 10, 21, 14, 10).getTime();
const machine: Forecast = { kind: 'machine', seconds: 3 * HOUR, soonestSeconds: 2.5 * HOUR, latestSeconds: 4 * HOUR, next: undefined };
const say = (forecast: Forecast, scene: Partial<ForecastScene> = {}): string =>
  sentenceOfForecast(forecast, { pid: 7, nowMillis: NOW, hasSwap: false, victim: null, ...scene });

test('memory of the machine: by the clock, as an interval, with the one the kernel would kill by name', () => {
  const when = 'RAM ends at about 17:10, in 2 h 30 m to 4 h';
  assert.equal(say(machine), when);
  assert.equal(say(machine, { hasSwap: true }), 'RAM and swap end at about 17:10, in 2 h 30 m to 4 h');
  assert.equal(say(machine, { victim: { pid: 7, name: 'python3' } }), `${when}; the kernel would kill this process`);
  assert.equal(say(machine, { victim: { pid: 812, name: 'postgres' } }), `${when}; the kernel would kill postgres (812), not the one that grows`);
});

test('the same in few words', () => {
  const shortly = (kind: Forecast['kind'], scene: Partial<ForecastScene> = {}): readonly string[] => {
    const { endsShort, killsShort } = wordForecast({ ...machine, kind }, { pid: 7, nowMillis: NOW, hasSwap: false, victim: { pid: 812, name: 'postgres' }, ...scene });
    return [endsShort, killsShort];
  };
  assert.deepEqual(shortly('machine'), ['RAM ends ~17:10', 'would kill postgres (812)']);
  assert.deepEqual(shortly('machine', { hasSwap: true, victim: null }), ['RAM and swap end ~17:10', '']);
  assert.deepEqual(shortly('cgroup', { victim: { pid: 7, name: 'python3' } }), ['cgroup limit ~17:10', 'would kill it']);
  assert.deepEqual(shortly('descriptors'), ['RLIMIT_NOFILE ~17:10', '']);
  assert.deepEqual(shortly('heap', { nowMillis: NOW + 9 * HOUR * 1000 }), ['heap limit ~02:10 tomorrow', '']);
});

test('a limit of its own names no victim; a rate that may be 0 may never get there; never seconds', () => {
  const soon: Forecast = { kind: 'descriptors', seconds: 90, soonestSeconds: 20, latestSeconds: Infinity, next: undefined };
  assert.equal(
    say(soon, { victim: { pid: 8, name: 'postgres' } }),
    'reaches its limit of open files (RLIMIT_NOFILE) at about 14:11, in less than a minute at the soonest',
  );
});

test('which of several limits comes first, where another is near', () => {
  const group: Forecast = { ...machine, kind: 'cgroup', next: { kind: 'machine', seconds: 5 * HOUR } };
  const when = 'reaches the memory limit of its control group at about 17:10, in 2 h 30 m to 4 h';
  assert.equal(say(group, { victim: { pid: 7, name: 'x' } }), `${when}, before RAM ends (at about 19:10); the kernel would kill this process`);
  assert.equal(say({ ...group, next: { kind: 'machine', seconds: 13 * HOUR } }), when);
  const ram: Forecast = { ...machine, next: { kind: 'dataLimit', seconds: 6 * HOUR } };
  assert.match(say(ram), /^RAM ends at about 17:10, in .*, before it reaches its limit of data \(RLIMIT_DATA\) \(at about 20:10\)$/);
});

test('the day is named where it is not today', () => {
  const at = (...parts: [number, number, number, number, number]): string => wordMoment(new Date(...parts).getTime(), NOW);
  assert.equal(at(2026, 10, 21, 23, 59), 'at about 23:59');
  assert.equal(at(2026, 10, 22, 0, 5), 'at about 00:05 tomorrow');
  assert.equal(at(2026, 10, 23, 3, 10), 'at about 03:10 on Mon');
  assert.equal(at(2026, 10, 27, 3, 10), 'at about 03:10 on Fri');
  assert.equal(at(2026, 10, 28, 3, 10), 'about 28 Nov');
  assert.equal(at(2027, 0, 2, 3, 10), 'about 2 Jan');
});

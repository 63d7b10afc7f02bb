// Forecasts in words: the limit, the time as an interval, and whom the kernel would kill.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Forecast } from '../../src/diagnose/forecast.ts';
import { sentenceOfForecast } from '../../src/diagnose/forecast-words.ts';

const HOUR = 3600;
const machine: Forecast = { kind: 'machine', seconds: 3 * HOUR, soonestSeconds: 2.5 * HOUR, latestSeconds: 4 * HOUR };

test('memory of the machine: with the one the kernel would kill', () => {
  const when = 'reaches the end of memory and swap in 3 h (2 h 30 m to 4 h)';
  assert.equal(sentenceOfForecast(machine, 7, NaN), when);
  assert.equal(sentenceOfForecast(machine, 7, 7), `${when}; the kernel would then kill this process`);
  assert.equal(sentenceOfForecast(machine, 7, 8), `${when}; the kernel would then kill process 8, not this one`);
});

test('a limit of its own names no victim; a rate that may be 0 may never get there; never seconds', () => {
  const soon: Forecast = { kind: 'descriptors', seconds: 90, soonestSeconds: 20, latestSeconds: Infinity };
  assert.equal(sentenceOfForecast(soon, 7, 8), 'reaches its limit of open files (RLIMIT_NOFILE) in 2 m (less than a minute or never)');
});

// When a limit is reached, which is first, and who would be killed.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FARTHEST_SECONDS, forecastOf, memberVictimOf, victimOf, type Limit } from '../../src/diagnose/forecast.ts';
import type { Finding } from '../../src/diagnose/verdict.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const HOUR = 3600;

const finding = (ratePerHour: number, error = 0): Finding => ({
  channel: 'memory', verdict: 'leaking', sinceSeconds: 0, untilSeconds: HOUR, spanSeconds: HOUR, upShare: 1, from: 0, to: 100 * MIB,
  confidence: 0.9, settlesNear: NaN, load: null, loadRise: NaN, limit: NaN, givenBack: NaN, excuse: null, arenas: 0, inArenas: NaN, isSinceStart: false, doubts: [],
  ratePerHour, rateLowPerHour: Math.max(0, ratePerHour - error), rateHighPerHour: ratePerHour + error,
});
const limit = (kind: Limit['kind'], used: number, most: number, othersPerHour = 0): Limit => ({ kind, used, limit: most, othersPerHour });

describe('a forecast', () => {
  it('is an interval about the time to the limit', () => {
    const forecast = forecastOf(finding(50 * MIB, 10 * MIB), [limit('cgroup', 156 * MIB, 256 * MIB)]);
    assert.equal(forecast?.seconds, 2 * HOUR);
    assert.equal(forecast.next, undefined);
    assert.equal(forecast?.soonestSeconds, (100 / 60) * HOUR);
    assert.equal(forecast?.latestSeconds, (100 / 40) * HOUR);
  });

  it('is of the limit that comes first, with what others add', () => {
    const limits = [limit('cgroup', 0, 2 * GIB), limit('machine', 7 * GIB, 8 * GIB, 150 * MIB), limit('addressSpace', 1, Infinity), limit('heap', NaN, NaN)];
    const forecast = forecastOf(finding(50 * MIB), limits);
    assert.equal(forecast?.kind, 'machine');
    assert.equal(forecast?.seconds, (1024 / 200) * HOUR);
    assert.deepEqual(forecast.next, { kind: 'cgroup', seconds: (2048 / 50) * HOUR });
    assert.equal(forecastOf(finding(50 * MIB), [limit('cgroup', 3, 2)])?.seconds, 0);
  });

  it('is none where nothing grows or the limit is months away', () => {
    assert.equal(forecastOf(finding(0), [limit('cgroup', 0, MIB, 1e9)]), undefined);
    assert.equal(forecastOf(finding(NaN), [limit('cgroup', 0, MIB)]), undefined);
    assert.equal(forecastOf(finding(MIB), [limit('machine', 0, 1e15)]), undefined);
    assert.equal(forecastOf(finding(MIB), []), undefined);
    assert.ok(FARTHEST_SECONDS > 0);
  });

  it('may never come true where the rate may be none', () => {
    assert.equal(forecastOf(finding(MIB, 2 * MIB), [limit('cgroup', 0, MIB)])?.latestSeconds, Infinity);
  });
});

describe('the victim', () => {
  it('is the highest score by then, not now', () => {
    const candidates = [
      { pid: 1, oomScore: 0, growthPerHour: 0 },
      { pid: 20, oomScore: 800, growthPerHour: 0 },
      { pid: 30, oomScore: 700, growthPerHour: GIB },
    ];
    assert.equal(victimOf(candidates, HOUR, 8 * GIB)?.pid, 20);
    assert.equal(victimOf(candidates, 2 * HOUR, 8 * GIB)?.pid, 30);
  });

  it('by the scale of older kernels too', () => {
    const candidates = [{ pid: 2, oomScore: 200, growthPerHour: 0 }, { pid: 3, oomScore: 80, growthPerHour: GIB }];
    assert.equal(victimOf(candidates, HOUR - 300, 8 * GIB)?.pid, 2);
    assert.equal(victimOf(candidates, HOUR, 8 * GIB)?.pid, 3);
  });

  it('is nobody where nobody can be killed', () => {
    assert.equal(victimOf([{ pid: 1, oomScore: 0, growthPerHour: GIB }], HOUR, GIB), undefined);
    assert.equal(victimOf([], HOUR, GIB), undefined);
    assert.equal(victimOf([{ pid: 4, oomScore: 700, growthPerHour: NaN }], HOUR, GIB)?.pid, 4);
  });
});

describe('the victim of a control group', () => {
  const member = (pid: number, mib: number, bias: number, growthPerHour = 0): Parameters<typeof memberVictimOf>[0][number] =>
    ({ pid, bytes: mib * MIB, bias, growthPerHour });

  it('has most by then, with its bias in thousandths of the limit', () => {
    const members = [member(1, 100, 0, 50 * MIB), member(2, 10, 500), member(3, 120, -200)];
    assert.equal(memberVictimOf(members, 0, 256 * MIB)?.pid, 2);
    assert.equal(memberVictimOf(members, HOUR, 256 * MIB)?.pid, 1);
    assert.equal(memberVictimOf(members, 0, 100 * MIB)?.pid, 1);
  });

  it('is nobody who is never killed, and may have an unknown bias', () => {
    assert.equal(memberVictimOf([member(1, 100, -1000)], 0, 256 * MIB), undefined);
    assert.equal(memberVictimOf([member(1, 100, -1000), member(2, 1, NaN), member(3, NaN, 0)], 0, 256 * MIB)?.pid, 2);
    assert.equal(memberVictimOf([], 0, 256 * MIB), undefined);
  });
});

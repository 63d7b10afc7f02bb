// ★ The words of every kind of finding, the same on screen, in a batch and in JSON: what was found, and what would help.
// A new kind is one entry here and its name in FINDING_KINDS. Names among the words are hostile: painters make them safe.

import type { Finding, FindingKind, WordedFinding } from '../core/finding.ts';
import type { LimitedGroup } from '../core/limited-group.ts';
import { wordClock } from './clock-words.ts';
import { leakHeadline } from './leak-headline.ts';
import type { Channel } from './verdict.ts';
import { wordAmount, wordBytes, wordRate, wordRateOf, wordSpan } from './wording.ts';

type Words = Pick<WordedFinding, 'sentence' | 'advice' | 'headline'>;

export function wordFinding(finding: Finding): WordedFinding {
  return { ...finding, ...WORDS[finding.kind](finding) };
}

const WORDS: Readonly<Record<FindingKind, (finding: Finding) => Words>> = {
  'oom-kill': ({ sinceSeconds, numbers: { pid = NaN, held = NaN, count = 1, byLimit = NaN }, texts: { name = '', group = '' } }) => {
    const whom = Number.isNaN(pid) ? `${count} process${count === 1 ? '' : 'es'}` : `${pid} ${name}`;
    const where = `${held > 0 ? ` (${bytes(held)})` : ''}${group === '' ? '' : ` in ${group}`}`;
    return { sentence: `OOM: killed ${whom}${where}${sinceSeconds === 0 ? ' since the machine started' : ''}`, advice: killAdvice(byLimit, group) };
  },
  leak: (finding) => ({
    sentence: `${finding.subject.label}: ${finding.texts['evidence'] ?? ''}`,
    headline: leakHeadline(finding),
    advice: 'its detail shows the growth; a memory profiler that fits its language says what holds it, a restart gives it back for a time',
  }),
  'leak-retracted': ({ subject: { label }, texts: { evidence = '' } }) => ({
    sentence: `${label}: ${evidence}`,
    advice: 'nothing is to be done about it now; it is still watched, and told of again when the growth comes back',
  }),
  'leak-ended': ({ subject: { label }, numbers: { endedMillis = NaN, isLeaking, held = NaN, ratePerHour = NaN }, texts }) => {
    const channel = texts['channel'] as Channel;
    const until = isLeaking === 1 ? 'consistent with a leak until then' : 'suspected until then';
    return {
      sentence: `${label}: ended at ${wordClock(endedMillis)} (${until}: ${wordAmount(channel, held)} at ${wordRate(channel, ratePerHour)})`,
      advice: 'what it held is free again; should it be started again, how it grew in this life counts with the next',
    };
  },
  'kernel-growth': ({
    numbers: { grew, spanSeconds = NaN, ratePerHour: perHour = NaN, rateLowPerHour: lowPerHour = NaN, rateHighPerHour: highPerHour = NaN, confidence = NaN },
    subject: { label }, texts: { next = '' },
  }) => ({
    sentence: `${label} grew ${bytes(grew)} in ${wordSpan(spanSeconds)}, ${wordRateOf({ perHour, lowPerHour, highPerHour })}, ${confidence.toFixed(2)} confidence`,
    advice: next,
  }),
  capacity: ({ numbers: { available, total, cache, shared, swapTotal, swapFree, watchedSeconds = NaN }, texts }) => ({
    sentence: sentence(
      `capacity: the working sets fill the machine, ${bytes(available)} of ${bytes(total)} can still be had`,
      `${bytes(cache)} of that is only cache and comes back by itself`,
      theLargest(texts),
      sharedWords(shared, total),
      swapWords(swapTotal, swapFree),
      `no leak that explains it is suspected after ${wordSpan(watchedSeconds)}`,
    ),
    advice: 'limit the largest (by their own options, or MemoryMax= of their unit), run fewer workers, or add memory; dropping the cache frees nothing more',
  }),
  'memory-low': ({ numbers: { available, total, swapTotal, swapFree, shared }, texts }) => ({
    sentence: sentence(
      `memory is nearly used up: ${bytes(available)} of ${bytes(total)} can still be had`,
      swapWords(swapTotal, swapFree),
      theLargest(texts),
      sharedWords(shared, total),
    ),
    advice: 'end or limit the largest, run fewer workers, or add memory; the page cache that can be had back is counted in',
  }),
  'memory-pressure': ({ numbers: { some, full }, texts }) => ({
    sentence: sentence(`tasks wait for memory ${percent(some)} of the time, all of them at once ${percent(full)}`, theLargest(texts)),
    advice: 'the working sets do not fit: end, limit or move what holds the most memory',
  }),
  'swap-thrash': ({ numbers: { inPerSec, outPerSec, refaultedPerSec = 0 }, texts }) => ({
    sentence: sentence(
      `pages go to swap and come back at once: ${bytes(inPerSec)}/s in, ${bytes(outPerSec)}/s out`,
      refaultedPerSec > 0 ? `${bytes(refaultedPerSec)}/s of files are read again` : '',
      theLargest(texts),
    ),
    advice: 'the working sets do not fit into memory: end, limit or move what holds the most',
  }),
  'cgroup-limit': ({ severity, numbers: { used, limit, soft, stops, stopped, times = 0, waiting = 0 }, subject: { label }, texts }) => ({
    sentence: sentence(
      stopped === 1
        ? `tasks in ${label} stand still at its limit of ${bytes(limit)}: the kernel may not kill there (oom_kill_disable)`
        : `${label === '' ? 'the control group leaktop runs in' : label} uses ${bytes(used)} of ${soft === 1 ? 'its memory.high' : 'its limit'} of ${bytes(limit)}`,
      severity === 'note' ? 'page cache takes the rest' : '',
      times > 0 ? `it was held back there ${times} time${times === 1 ? '' : 's'}` : '',
      waiting > 0 ? `tasks in it wait for memory ${percent(waiting)} of the time` : '',
      theLargest(texts),
    ),
    advice: limitAdvice(severity, { isSoft: soft === 1, stopsTasks: stops === 1, hasStopped: stopped === 1 }),
  }),
  'stuck-tasks': ({ numbers: { count } }) => ({
    sentence: `${count} tasks wait in the kernel and cannot be interrupted (state D)`,
    advice: 'sort by state and look at WCHAN: it is a disk, a file server or a driver that does not answer',
  }),
  'deleted-file': ({ numbers: { pid, fd, size, full, bytesPerSec = NaN }, texts: { path = '', mount } }) => ({
    sentence: sentence(
      `deleted file still growing: ${path}, ${bytes(size)}, ${bytes(bytesPerSec)}/s`,
      known(mount, (at) => `${at} is full to ${percent(full)}`),
    ),
    advice: `process ${pid} holds it as descriptor ${fd}: restart it, or truncate /proc/${pid}/fd/${fd}; Enter in the view of files says how`,
  }),
  zombies: ({ numbers: { count } }) => ({
    sentence: `${count} zombies: their parents do not wait for them`,
    advice: 'they hold no memory but process ids; the forest shows whose they are, ending the parent frees them',
  }),
};

function swapWords(total = 0, free = NaN): string {
  return total > 0 ? `${bytes(free)} of swap is free` : 'there is no swap';
}

function sharedWords(shared = 0, total = NaN): string {
  return shared > 0.1 * total ? `tmpfs and shared memory hold ${bytes(shared)}` : '';
}

/** The parts that say something, as one sentence. */
function sentence(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}

function known(text: string | undefined, word: (text: string) => string): string {
  return text === undefined || text === '' ? '' : word(text);
}

/** `byLimit`: 1 for the limit of a group, 0 for all memory, NaN where the kernel did not say. */
function killAdvice(byLimit: number, group: string): string {
  if (byLimit === 0) return 'memory ended: see what grows, and what holds the most';
  const limit = `${group === '' ? 'its control group' : group} reached its limit`;
  if (byLimit === 1) return `${limit}: raise it, or lower what runs in it`;
  return `${limit}, or memory ended: dmesg, as root of the machine, says which; see what grows, and what holds the most`;
}

type LimitKind = Pick<LimitedGroup, 'isSoft' | 'stopsTasks' | 'hasStopped'>;

function limitAdvice(severity: Finding['severity'], { isSoft, stopsTasks, hasStopped }: LimitKind): string {
  if (hasStopped) return 'raise its memory.limit_in_bytes or end one of its processes (kill -9); 0 in its memory.oom_control lets the kernel kill one';
  if (severity === 'note') return 'page cache is given back there, no harm but that files are read again: with a higher limit they stay';
  if (stopsTasks) return 'at the limit what needs more stands still and is not killed (oom_kill_disable): raise the limit or lower the use before that';
  return isSoft
    ? 'above memory.high the kernel slows its tasks down and takes their pages: raise it or lower the use'
    : 'at the limit the kernel kills within the group, whatever the machine has free: raise the limit or lower the use';
}

function theLargest({ largest = '', group = '' }: Finding['texts']): string {
  return known(largest, (names) => `the largest ${names.includes(', ') ? 'are' : 'is'} ${names}${group === '' ? '' : `, the first of them in ${group}`}`);
}

function bytes(value = NaN): string {
  return Number.isNaN(value) ? 'an unknown amount' : wordBytes(value);
}

function percent(value = NaN): string {
  return Number.isNaN(value) ? 'an unknown share' : `${Math.round(value)} %`;
}

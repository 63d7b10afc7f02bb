// Cost: a verdict's look-up a process every few seconds. Bench: test/bench/monitor.bench.ts.
// Keeps how those that grow have grown, for who remembers it beyond their end, and what was said of earlier lives of their
// commands. Invariant: what ended is told once, by the last note of it, and nothing of it stays here.

import type { ProcessKey } from '../core/entity.ts';
import type { EarlierLives, Life, LifeNote, PastLife } from '../core/life.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { logOddsOfLives, sentenceOfLives, type Growth } from '../diagnose/earlier-lives.ts';
import type { LeakDetector } from '../diagnose/leak-detector.ts';
import { FILLING, STEADY, WARMING, WITH_LOAD } from '../diagnose/verdict.ts';

const NOTE_SECONDS = 5;
/** The size at the start is told of processes whose growth is seen while they are younger than this. */
const YOUNG_SECONDS = 600;
/** Growth that stands still for so long, and for this share of the time it lasted, has levelled off. */
const QUIET_SECONDS = 60;
const QUIET_SHARE = 0.25;
/** More at once are not followed; of more that ended before anybody took the notes the oldest are forgotten. */
const MOST_FOLLOWED = 500;

interface Followed {
  readonly key: ProcessKey;
  life: Life;
  /** Since when it does not grow; NaN while it does. */
  quietSeconds: number;
  /** Null until they were told. */
  earlier: readonly PastLife[] | null;
  toldSeconds: number;
  logOdds: number;
}

export class Lives {
  private readonly followed = new Map<number, Followed>();
  private ended: LifeNote[] = [];
  private isNoted = false;
  private dueSeconds = -Infinity;
  private nowSeconds = NaN;

  /** `onChange`: what earlier lives of the command in a slot say has changed. */
  constructor(
    private readonly rows: ProcessRows,
    private readonly detector: LeakDetector,
    private readonly onChange: (slot: number) => void,
  ) {
    rows.onRemove.push((slot) => {
      const followed = this.followed.get(slot);
      if (followed === undefined) return;
      this.followed.delete(slot);
      this.ended = [...this.ended, noteOf(followed, true)].slice(-MOST_FOLLOWED);
    });
  }

  /** Once a sample. `startOf`: the uptime at which the process in a slot started. */
  run(now: number, startOf: (slot: number) => number): void {
    this.nowSeconds = now;
    if (now < this.dueSeconds) return;
    this.dueSeconds = now + NOTE_SECONDS;
    const { live, count } = this.rows;
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      const verdict = this.detector.verdictOf(slot, 'memory');
      const known = this.followed.get(slot);
      if (known === undefined && (verdict < WARMING || this.followed.size >= MOST_FOLLOWED)) continue;
      const followed = known ?? this.follow(slot, now - startOf(slot));
      this.note(followed, slot, verdict, now - startOf(slot));
      this.weigh(followed, slot);
    }
    this.isNoted = true;
  }

  /** What there is to remember since the last call; none where nothing was noted meanwhile. */
  takeNotes(): readonly LifeNote[] {
    if (!this.isNoted && this.ended.length === 0) return [];
    const notes = [...this.ended, ...Array.from(this.followed.values(), (followed) => noteOf(followed, false))];
    this.ended = [];
    this.isNoted = false;
    return notes;
  }

  /** Who remembers has answered. */
  setEarlier({ key, lives }: EarlierLives): void {
    for (const [slot, followed] of this.followed) {
      if (followed.key.pid !== key.pid || followed.key.start !== key.start) continue;
      followed.earlier = lives;
      followed.toldSeconds = this.nowSeconds;
      this.weigh(followed, slot);
    }
  }

  /** What earlier lives add to the suspicion of a slot, or take from it. */
  logOddsOf(slot: number): number {
    return this.followed.get(slot)?.logOdds ?? 0;
  }

  /** The same in words; '' where they add nothing. */
  sentenceOf(slot: number): string {
    const followed = this.followed.get(slot);
    if (followed === undefined || followed.earlier === null) return '';
    return sentenceOfLives(followed.earlier, growthOf(followed), this.nowSeconds - followed.toldSeconds);
  }

  private follow(slot: number, ageSeconds: number): Followed {
    const { pid, start } = this.rows.columns;
    const { from } = this.detector.findingOf(slot, 'memory');
    const startBytes = ageSeconds < YOUNG_SECONDS ? from : NaN;
    const followed: Followed = {
      key: { pid: pid[slot] as number, start: start[slot] as number },
      life: { ageSeconds, grewSeconds: 0, startBytes, lastBytes: NaN, ratePerHour: NaN, levelledOff: false },
      quietSeconds: NaN,
      earlier: null,
      toldSeconds: NaN,
      logOdds: 0,
    };
    this.followed.set(slot, followed);
    return followed;
  }

  private note(followed: Followed, slot: number, verdict: number, ageSeconds: number): void {
    const { detector, nowSeconds } = this;
    const before = followed.life;
    const grows = verdict > WARMING && verdict !== FILLING;
    if (grows) followed.quietSeconds = NaN;
    else if (Number.isNaN(followed.quietSeconds)) followed.quietSeconds = nowSeconds;
    const lasted = verdict > STEADY ? nowSeconds - detector.sinceOf(slot, 'memory') : 0;
    const grewSeconds = Math.max(before.grewSeconds, lasted);
    followed.life = {
      ageSeconds,
      grewSeconds,
      startBytes: before.startBytes,
      lastBytes: this.rows.columns.held[slot] as number,
      // Of growth that load explains it is no rate.
      ratePerHour: grows && verdict !== WITH_LOAD ? detector.ratePerHourOf(slot, 'memory') : before.ratePerHour,
      levelledOff: nowSeconds - followed.quietSeconds >= Math.max(QUIET_SECONDS, QUIET_SHARE * grewSeconds),
    };
  }

  private weigh(followed: Followed, slot: number): void {
    const logOdds = logOddsOfLives(followed.earlier ?? [], growthOf(followed));
    if (logOdds === followed.logOdds) return;
    followed.logOdds = logOdds;
    this.onChange(slot);
  }
}

function noteOf({ key, life, earlier }: Followed, ended: boolean): LifeNote {
  return { key, life, ended, asks: earlier === null && !ended };
}

function growthOf({ life: { ratePerHour, lastBytes } }: Followed): Growth {
  return { ratePerHour, heldBytes: lastBytes };
}

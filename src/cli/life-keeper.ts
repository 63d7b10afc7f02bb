// Remembers how processes that grow did so, and tells of the earlier lives of their commands. It reads and writes its file
// seldom, never before there is something to remember, and goes on without it where that fails.
// Must never hinder the monitor: what is wrong is told once.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessDetails } from '../core/answer.ts';
import { processName, type ProcessKey } from '../core/entity.ts';
import type { EarlierLives, LifeNote, PastLife } from '../core/life.ts';
import { commandOf, isSameLife, mergeLives, readLives, writeLives, type RecordedCommand, type RecordedLife } from './life-record.ts';
import { isStateProblem } from './state-file.ts';
import type { Environment } from './state-folder.ts';

/** Of what lives the file has news so often, and of what ended within this. */
const WRITE_MILLIS = 600_000;
const WRITE_ENDED_MILLIS = 60_000;
/** Growth that was seen for a shorter time tells nothing, later. */
const LEAST_GREW_SECONDS = 120;

export interface LifeKeeperDeps {
  readonly env: Environment;
  /** Where proc is. */
  readonly root: string;
  /** Null where nobody can answer now. */
  readonly identify: (key: ProcessKey) => Promise<ProcessDetails | null>;
  readonly isAlive: (key: ProcessKey) => boolean;
  readonly tell: (told: readonly EarlierLives[]) => void;
  readonly problem: (text: string) => void;
  /** The file is never written: what is seen now is known as long as this runs. */
  readonly isReader?: boolean;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
}

type Command = ReturnType<typeof commandOf>;

interface Known {
  readonly key: ProcessKey;
  readonly command: Command;
  /** Not in the file yet. */
  life: RecordedLife | null;
}

export class LifeKeeper {
  /** By process; those that ended are forgotten when the file has them. */
  private readonly known = new Map<string, Known>();
  private record: readonly RecordedCommand[] | null = null;
  private readonly boot: string;
  private isBroken = false;
  private writtenMillis: number;
  private work = Promise.resolve();

  constructor(private readonly deps: LifeKeeperDeps) {
    this.boot = readBoot(deps.root);
    this.writtenMillis = deps.now();
  }

  /** Takes what the sampler noted, and answers those notes that ask; one after the other. */
  take(notes: readonly LifeNote[]): Promise<void> {
    this.work = this.work.then(() => this.takeNotes(notes));
    return this.work;
  }

  /** Writes what the file does not have yet; another monitor's news in it stay. */
  save(): void {
    const { isReader = false } = this.deps;
    this.writtenMillis = this.deps.now();
    const unwritten = this.unwritten();
    if (unwritten.length === 0) return;
    this.record = mergeLives(this.readRecord(!isReader), unwritten);
    if (!this.isBroken && !isReader) {
      this.guarded(() => {
        writeLives(this.record ?? [], this.deps.env);
      });
    }
    for (const [name, known] of this.known) {
      if (known.life?.ended === true || !this.deps.isAlive(known.key)) this.known.delete(name);
      else known.life = null;
    }
  }

  private async takeNotes(notes: readonly LifeNote[]): Promise<void> {
    const told: EarlierLives[] = [];
    for (const note of notes) {
      const known = this.known.get(processName(note.key)) ?? (note.ended ? null : await this.identify(note.key));
      if (known === null) continue;
      if (known.command !== null && note.life.grewSeconds >= LEAST_GREW_SECONDS) known.life = this.recordedLife(note);
      if (note.asks) told.push({ key: note.key, lives: this.earlierLives(note.key, known.command) });
    }
    if (told.length > 0) this.deps.tell(told);
    const waited = this.deps.now() - this.writtenMillis;
    const hasEnded = [...this.known.values()].some(({ life }) => life?.ended === true);
    if (waited >= (hasEnded ? WRITE_ENDED_MILLIS : WRITE_MILLIS)) this.save();
  }

  private async identify(key: ProcessKey): Promise<Known | null> {
    const details = await this.deps.identify(key);
    if (details === null) return null;
    const known = { key, command: commandOf(details), life: null };
    this.known.set(processName(key), known);
    return known;
  }

  /** Those of the same command that are over: seen to end, or of a process that is no more. */
  private earlierLives(key: ProcessKey, command: Command): readonly PastLife[] {
    if (command === null) return [];
    const { boot, deps } = this;
    const lives = mergeLives(this.readRecord(false), this.unwritten()).find(({ hash }) => hash === command.hash)?.lives ?? [];
    const isOver = (life: RecordedLife): boolean => life.ended || life.boot !== boot || !deps.isAlive(life);
    return lives
      .filter((life) => !isSameLife(life, { boot, ...key }) && isOver(life))
      .map(({ ageSeconds, grewSeconds, startBytes, lastBytes, ratePerHour, levelledOff, ended, startedMillis }) => ({
        ageSeconds, grewSeconds, startBytes, lastBytes, ratePerHour, levelledOff, ended, agoSeconds: Math.max(0, deps.now() - startedMillis) / 1000,
      }));
  }

  private unwritten(): Parameters<typeof mergeLives>[1] {
    return [...this.known.values()].flatMap(({ command, life }) => (command === null || life === null ? [] : [{ ...command, life }]));
  }

  private recordedLife({ key, life, ended }: LifeNote): RecordedLife {
    const now = this.deps.now();
    return {
      boot: this.boot, pid: key.pid, start: key.start, startedMillis: Math.round(now - life.ageSeconds * 1000), seenMillis: now, ended,
      ageSeconds: Math.round(life.ageSeconds), grewSeconds: Math.round(life.grewSeconds), startBytes: life.startBytes,
      lastBytes: life.lastBytes, ratePerHour: Math.round(life.ratePerHour), levelledOff: life.levelledOff,
    };
  }

  private readRecord(isAfresh: boolean): readonly RecordedCommand[] {
    if ((this.record === null || isAfresh) && !this.isBroken) {
      this.guarded(() => {
        this.record = readLives(this.deps.env);
      });
    }
    return this.record ?? [];
  }

  /** After the first failure all goes on in memory. */
  private guarded(use: () => void): void {
    try {
      use();
    } catch (error) {
      if (!isStateProblem(error)) throw error;
      this.isBroken = true;
      this.deps.problem(`earlier lives of commands are not remembered: ${error.message}`);
    }
  }
}

/** What tells this boot of the machine from others, random(4); '' where it cannot be read. */
function readBoot(root: string): string {
  try {
    return readFileSync(join(root, 'proc/sys/kernel/random/boot_id'), 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}

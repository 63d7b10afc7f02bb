// What the monitor does with notes on how processes grew: hands them to the keeper of lives, which is loaded with the first
// of them, minutes after the first frame. Must never load it before.

import type { Collector } from '../collector/client.ts';
import { InspectorUnavailable } from '../collector/inspector-supervisor.ts';
import type { ProcessDetails } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import type { Frame } from '../core/frame.ts';
import type { LifeNote } from '../core/life.ts';
import { keyOfPid } from '../store/ranking.ts';
import type { LifeKeeper } from './life-keeper.ts';

export interface LifeNotesDeps {
  readonly collector: () => Collector | null;
  /** The last one. */
  readonly frame: () => Frame | null;
  readonly problem: (text: string) => void;
}

export class LifeNotes {
  #opening: Promise<LifeKeeper> | null = null;
  #keeper: LifeKeeper | null = null;

  constructor(private readonly deps: LifeNotesDeps) {}

  /** `root`: where proc is. */
  async take(notes: readonly LifeNote[], root: string): Promise<void> {
    this.#opening ??= this.#open(root);
    await (await this.#opening).take(notes);
  }

  /** At the end of the monitor. */
  save(): void {
    this.#keeper?.save();
  }

  async #open(root: string): Promise<LifeKeeper> {
    const { LifeKeeper } = await import('./life-keeper.ts');
    const { collector, problem } = this.deps;
    this.#keeper = new LifeKeeper({
      env: process.env,
      root,
      identify: (key) => this.#identify(key),
      isAlive: (key) => this.#isAlive(key),
      tell: (told) => collector()?.tellEarlierLives(told),
      problem,
      now: Date.now,
    });
    return this.#keeper;
  }

  /** What hinders the inspector is in the health it reports. */
  async #identify(key: ProcessKey): Promise<ProcessDetails | null> {
    try {
      const answer = await this.deps.collector()?.inspect({ kind: 'details', key });
      return answer?.kind === 'details' ? answer.details : null;
    } catch (error) {
      if (error instanceof InspectorUnavailable) return null;
      throw error;
    }
  }

  #isAlive({ pid, start }: ProcessKey): boolean {
    return keyOfPid(this.deps.frame(), pid)?.start === start;
  }
}

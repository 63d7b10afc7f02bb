// What a batch does with notes on how processes grew: it looks up the earlier lives of their commands, as monitors remembered
// them. Must never write them: a batch is run by anybody, from anywhere, beside others.

import type { Pipeline } from '../collector/pipeline.ts';
import type { ProcessDetails } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import type { LifeKeeper, LifeKeeperDeps } from './life-keeper.ts';

export class BatchLives {
  private opening: Promise<LifeKeeper> | null = null;

  constructor(
    private readonly pipeline: Pick<Pipeline, 'rows' | 'takeLives' | 'setEarlierLives' | 'report'>,
    private readonly where: Pick<LifeKeeperDeps, 'env' | 'root'>,
    private readonly identify: (key: ProcessKey) => Promise<ProcessDetails | null>,
  ) {}

  /** After a frame: the next ones know what is told now. */
  async take(): Promise<void> {
    const notes = this.pipeline.takeLives();
    if (notes.length === 0) return;
    this.opening ??= this.open();
    await (await this.opening).take(notes);
  }

  private async open(): Promise<LifeKeeper> {
    const { LifeKeeper } = await import('./life-keeper.ts');
    const { pipeline, where, identify } = this;
    return new LifeKeeper({
      ...where,
      identify,
      isAlive: ({ pid, start }) => pipeline.rows.columns.start[pipeline.rows.find(pid)] === start,
      tell: (told) => {
        pipeline.setEarlierLives(told);
      },
      problem: (text) => {
        pipeline.report('lives.unread', text, 'leaktop doctor says what is wrong with the file');
      },
      isReader: true,
      now: Date.now,
    });
  }
}

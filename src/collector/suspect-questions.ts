// What the inspector is asked about processes that grow: command lines, many of which name the memory they may take, of
// suspects and of their siblings; heaps of Java; memory maps. What it answers is for the detector. Must never wait.

import type { ProcessKey } from '../core/entity.ts';
import type { Frame } from '../core/frame.ts';
import { HeapAsker } from './heap-asker.ts';
import { OnceAsker } from './once-asker.ts';
import type { InspectorAnswer, InspectorQuery, SuspectAnswer } from './protocol.ts';

export class SuspectQuestions {
  private readonly lines: OnceAsker;
  private readonly maps: OnceAsker;
  private readonly heaps: HeapAsker;

  /** `ask` answers null where nobody does in time. */
  constructor(ask: (query: InspectorQuery) => Promise<InspectorAnswer | null>, deliver: (answer: SuspectAnswer) => void) {
    const about = (kind: SuspectAnswer['kind']) => async (keys: readonly ProcessKey[]): Promise<void> => {
      const answer = await ask({ kind, keys });
      if (answer?.kind === kind) deliver(answer);
    };
    this.lines = new OnceAsker(about('commandLines'));
    this.maps = new OnceAsker(about('maps'));
    this.heaps = new HeapAsker(about('heaps'));
  }

  /** A frame has come. Failures are the inspector's health to tell. */
  async take({ leaks, uptimeSeconds }: Pick<Frame, 'leaks' | 'uptimeSeconds'>): Promise<void> {
    if (leaks === null) return;
    const named = [...leaks.findings.map(({ key }) => key), ...leaks.asks];
    await Promise.all([this.lines.take(named), this.maps.take(leaks.maps), this.heaps.take(leaks.heaps, uptimeSeconds)]);
  }
}

// What the inspector is asked about processes that grow: command lines, many of which name the memory they may take, of
// suspects and of their siblings; heaps of Java; memory maps; what they read, write and are connected to. What it answers is for the detector. Must never wait.

import type { ProcessKey } from '../core/entity.ts';
import type { Frame } from '../core/frame.ts';
import { HeapAsker } from './heap-asker.ts';
import { OnceAsker } from './once-asker.ts';
import type { InspectorAnswer, InspectorQuery, SuspectAnswer } from './protocol.ts';

export class SuspectQuestions {
  private readonly lines: OnceAsker;
  private readonly maps: OnceAsker;
  private readonly loads: OnceAsker;
  private readonly heaps: HeapAsker;

  /** `ask` answers null where nobody does in time. */
  constructor(ask: (query: InspectorQuery) => Promise<InspectorAnswer | null>, deliver: (answer: SuspectAnswer) => void) {
    const about = (kind: SuspectAnswer['kind']) => async (keys: readonly ProcessKey[]): Promise<void> => {
      const answer = await ask({ kind, keys });
      if (answer?.kind === kind) deliver(answer);
    };
    this.lines = new OnceAsker(about('commandLines'));
    this.maps = new OnceAsker(about('maps'));
    this.loads = new OnceAsker(about('loads'));
    this.heaps = new HeapAsker(about('heaps'));
  }

  /** A frame has come. Failures are the inspector's health to tell. */
  async take({ leaks, uptimeSeconds }: Pick<Frame, 'leaks' | 'uptimeSeconds'>): Promise<void> {
    if (leaks === null) return;
    const named = [...leaks.findings.map(({ key }) => key), ...leaks.asks];
    const { maps, loads, heaps } = leaks;
    await Promise.all([this.lines.take(named), this.maps.take(maps), this.loads.take(loads), this.heaps.take(heaps, uptimeSeconds)]);
  }
}

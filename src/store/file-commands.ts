// What the keys of the view of files do: they only say what to do. Must never change a file. Pure.

import { releaseLines } from './file-words.ts';
import { keyAt } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, type Step } from './step.ts';
import { tableOf } from './views.ts';

/** Says how the space of the selected file, or of the first on screen, is given back: with the exact command. */
export function explainRelease(state: State): Step {
  const { selected, offset } = tableOf(state);
  const key = selected ?? keyAt(state, offset);
  const lines = key === null ? null : releaseLines(state, key);
  if (lines === null) return stay(tell(state, 'info', 'no deleted file is shown'));
  return stay({ ...state, overlay: { kind: 'result', title: 'Give the space back', lines } });
}

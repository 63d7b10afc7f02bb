// What doctor says of the state folder: where it is, and whether what is kept there can be read. Must never write to it.

import type { Outcome } from './doctor-checks.ts';
import { readAcknowledged, UnreadableState } from './acknowledgements.ts';
import { stateFolder, type Environment } from './state-folder.ts';

export function checkState(env: Environment): Outcome {
  const folder = stateFolder(env);
  if (folder === null) {
    const hint = 'set XDG_STATE_HOME or HOME';
    return { state: 'degraded', source: '', text: 'there is no place for it: what is acknowledged (A) is forgotten at the end', hint };
  }
  try {
    const { length } = readAcknowledged(env);
    const text = length === 0 ? 'nothing is acknowledged' : `${length} acknowledged command${length === 1 ? '' : 's'}: ":forget acknowledged" tells of them again`;
    return { state: 'ok', source: folder, text, hint: '' };
  } catch (error) {
    if (!(error instanceof Error && ('code' in error || error instanceof UnreadableState))) throw error;
    return { state: 'degraded', source: folder, text: 'what is acknowledged cannot be read', hint: 'nothing is written over it; move it away to begin again', problems: [error.message] };
  }
}

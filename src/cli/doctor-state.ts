// What doctor says of the state folder: where it is, and whether what is kept there can be read. Must never write to it.

import type { Outcome } from './doctor-checks.ts';
import { readAcknowledged } from './acknowledgements.ts';
import { readLives } from './life-record.ts';
import { isStateProblem } from './state-file.ts';
import { stateFolder, type Environment } from './state-folder.ts';

export function checkState(env: Environment): Outcome {
  const folder = stateFolder(env);
  if (folder === null) {
    const hint = 'set XDG_STATE_HOME or HOME';
    return { state: 'degraded', source: '', text: 'there is no place for it: what is acknowledged (A) and how commands grew is forgotten at the end', hint };
  }
  try {
    const { length } = readAcknowledged(env);
    const acknowledged = length === 0 ? 'nothing is acknowledged' : `${length} acknowledged command${length === 1 ? '' : 's'}: ":forget acknowledged" tells of them again`;
    const grown = readLives(env).length;
    const remembered = grown === 0 ? '' : `; how ${grown === 1 ? 'a command' : `${grown} commands`} grew before is remembered`;
    return { state: 'ok', source: folder, text: acknowledged + remembered, hint: '' };
  } catch (error) {
    if (!isStateProblem(error)) throw error;
    return { state: 'degraded', source: folder, text: 'what is kept there cannot be read', hint: 'nothing is written over it; move it away to begin again', problems: [error.message] };
  }
}

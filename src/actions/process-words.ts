// How plans and outcomes speak of the process they are about: the same words whatever is done to it.
// Must never look at the machine: what it says of a process was found out by identifyProcess().

import type { AboutProcess } from '../core/action.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** Said where nothing tells whether a pid is still the process that was chosen. */
export const UNCHECKED = 'its start time cannot be checked here: be sure that it is still the one';

/** Pid and name: the one it has now, else the one it was chosen by. */
export function labelOf({ key, name: chosen }: AboutProcess, identity: ProcessIdentity | null): string {
  const name = identity?.name ?? chosen ?? '';
  return name === '' ? `${key.pid}` : `${key.pid} ${name}`;
}

export function endedLine(request: AboutProcess): string {
  return `${labelOf(request, null)} has already ended`;
}

/** The name of its user, the number where `userName` knows none. */
export function ownerName(userName: (uid: number) => string | null, identity: ProcessIdentity | null): string {
  const uid = identity?.uid ?? null;
  return uid === null ? 'unknown' : (userName(uid) ?? `${uid}`);
}

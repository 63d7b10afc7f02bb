// Gives one process another nice value: the one that was chosen, never another that has its pid since. Linux keeps nice
// values by thread (setpriority(2), C library/kernel differences), so all threads that share the process's value get it.
// Must never touch a thread whose value somebody set to another one.

import type { ActionOutcome, ReniceRequest } from '../core/action.ts';
import { clampNice } from '../core/nice.ts';
import { failure, refuse, type Action, type Planned } from './action.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { endedLine, labelOf, ownerName, UNCHECKED } from './process-words.ts';
import type { Thread } from './threads.ts';

/** The world as the action sees it: a test gives it another. */
export interface RenicePorts {
  readonly identify: (pid: number) => ProcessIdentity | null;
  /** Threads of the process with their nice values, as far as they can be listed. */
  readonly threads: (pid: number) => readonly Thread[];
  /** '' when it is done, else the name of the error. */
  readonly setNice: (tid: number, nice: number) => string;
  /** The name of a user, or null where none is known. */
  readonly userName: (uid: number) => string | null;
}

export function makeReniceAction(ports: RenicePorts): Action<ReniceRequest> {
  return {
    needs: ['the user of the process to raise its nice value', 'root, or CAP_SYS_NICE, to lower one'],
    plan: (request) => planRenice(ports, request),
    run: (request) => runRenice(ports, request),
  };
}

function planRenice(ports: RenicePorts, request: ReniceRequest): Planned {
  const found = findTarget(ports, request);
  if (typeof found === 'string') return refuse(found);
  const { identity, from, to } = found;
  if (from === to) return refuse(`${labelOf(request, identity)} has nice value ${to} already`);
  const effect = to > from ? 'it gets less processor time while others want some' : 'it goes before others';
  const lines = [`owner ${ownerName(ports.userName, identity)}`, `nice ${from} becomes ${to}: ${effect}`];
  if (to > from) lines.push(`to take it back, r to ${from}, needs root`);
  if (request.amongThreads === true) lines.push('it is changed for the whole process, not for one of its threads');
  const threads = ports.threads(request.key.pid);
  const others = threads.filter(({ nice }) => nice !== from).length;
  if (others > 0) lines.push(`${others} of ${threads.length} threads have a nice value of their own and keep it`);
  if (identity.state === 'Z') lines.push('a zombie: it uses no processor time');
  if (identity.start === null) lines.push(UNCHECKED);
  return { planned: true, title: `Renice ${labelOf(request, identity)} from ${from} to ${to}?`, lines };
}

function runRenice(ports: RenicePorts, request: ReniceRequest): ActionOutcome {
  const found = findTarget(ports, request);
  if (typeof found === 'string') return failure(found);
  const { identity, from, to } = found;
  const who = labelOf(request, identity);
  if (from === to) return { ok: true, lines: [`${who} has nice value ${to} already`] };
  const { pid } = request.key;
  // The first thread first: where that is refused nothing has been changed.
  const errno = ports.setNice(pid, to);
  if (errno !== '') return failure(failureLine(ports, { request, identity, from, to, errno }));
  for (const { tid, nice } of ports.threads(pid)) {
    if (tid === pid || nice !== from) continue;
    const refused = ports.setNice(tid, to);
    if (refused !== '' && refused !== 'ESRCH') return failure(`${who}: thread ${tid} keeps nice ${from} (${refused})`);
  }
  return { ok: true, lines: [`${who}: nice ${from} became ${to} (r ${pid} ${from} takes it back)`] };
}

interface Target {
  readonly identity: ProcessIdentity;
  readonly from: number;
  readonly to: number;
}

/** The process and its values before and after, or why there is nothing to do, in a sentence. */
function findTarget(ports: RenicePorts, request: ReniceRequest): Target | string {
  const { pid, start } = request.key;
  // To setpriority(2), pid 0 is the caller itself.
  if (!Number.isSafeInteger(pid) || pid <= 0) return `${pid} is not a process: nothing was changed`;
  const identity = ports.identify(pid);
  if (identity === null) return endedLine(request);
  if (identity.start !== null && identity.start !== start) return `${pid} is now another process; nothing was changed`;
  const from = identity.nice;
  if (from === null || Number.isNaN(from)) return `the nice value of ${labelOf(request, identity)} is not known here`;
  const to = clampNice('by' in request.change ? from + request.change.by : request.change.nice);
  return { identity, from, to };
}

function failureLine(ports: RenicePorts, failed: Target & { request: ReniceRequest; errno: string }): string {
  const { request, identity, from, to, errno } = failed;
  const who = labelOf(request, identity);
  switch (errno) {
    case 'ESRCH':
      return endedLine(request);
    case 'EPERM':
      return `not permitted to renice ${who} (owner ${ownerName(ports.userName, identity)}): run leaktop as root or with sudo`;
    case 'EACCES':
      return `only root may lower a nice value (${who}: ${from} to ${to}): run leaktop as root or with sudo`;
    default:
      return `renicing ${who} failed: ${errno}`;
  }
}

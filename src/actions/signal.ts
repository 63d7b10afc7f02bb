// Sends a signal to one process: the one that was chosen, never another that has its pid since.
// Must never send anything before the identity was checked on a pinned process.

import type { ActionOutcome, SignalRequest } from '../core/action.ts';
import { signalLabel, type SignalName } from '../core/signals.ts';
import type { SignalResult } from '../native/pidfd.ts';
import { failure, refuse, type Action, type Planned } from './action.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { endedLine, labelOf, ownerName, UNCHECKED } from './process-words.ts';

/** The world as the action sees it: a test gives it another. */
export interface SignalPorts {
  readonly identify: (pid: number) => ProcessIdentity | null;
  /** Pins the process, asks `isSame`, then sends: src/native/pidfd.ts. */
  readonly send: (pid: number, isSame: () => boolean, signal: number) => SignalResult;
  /** The name of a user, or null where none is known. */
  readonly userName: (uid: number) => string | null;
  readonly signals: readonly SignalName[];
  readonly ownPid: number;
}

/** What people should know of a signal before they send it, signal(7). */
const WARNINGS: Readonly<Record<string, string>> = {
  SIGKILL: 'it ends at once and cannot save or clean up anything: try SIGTERM first',
  SIGSTOP: 'it stands still until SIGCONT is sent to it',
  SIGQUIT: 'most programs end by it and may write a core file',
  SIGABRT: 'most programs end by it and may write a core file',
};

export function makeSignalAction(ports: SignalPorts): Action<SignalRequest> {
  return {
    needs: ['the user of the process, or root', 'pidfd_send_signal(2), Linux 5.3, to pin the process while checking'],
    plan: (request) => planSignal(ports, request),
    run: (request) => runSignal(ports, request),
  };
}

function planSignal(ports: SignalPorts, request: SignalRequest): Planned {
  const { pid, start } = request.key;
  if (!Number.isSafeInteger(pid) || pid <= 0) return refuse(`${pid} is not a process: nothing was sent`);
  const found = ports.identify(pid);
  if (found === null) return refuse(endedLine(request));
  if (found.start !== null && found.start !== start) return refuse(reused(pid));
  const name = signalLabel(ports.signals, request.signal);
  const numbered = name.startsWith('SIG') ? `${name} (${request.signal})` : name;
  const title = `Send ${numbered} to ${labelOf(request, found)}?`;
  return { planned: true, title, lines: planLines(ports, request, found, name) };
}

function planLines(ports: SignalPorts, request: SignalRequest, found: ProcessIdentity, signal: string): string[] {
  const { pid } = request.key;
  const lines = [`owner ${ownerName(ports.userName, found)}`];
  if (request.amongThreads === true) lines.push('a signal goes to the whole process, not to one of its threads');
  const warning = WARNINGS[signal];
  if (warning !== undefined) lines.push(`${signal}: ${warning}`);
  if (pid === 1) lines.push('process 1 is init: when it ends, the machine or the container goes down');
  if (pid === ports.ownPid) lines.push('this is leaktop itself');
  if (found.isKernelThread) lines.push('a kernel thread: it takes no signals');
  if (found.state === 'Z') lines.push(`a zombie: only its parent ${found.parent ?? '?'} can remove it, no signal does`);
  if (found.state === 'D') lines.push('it waits in the kernel (state D): it takes the signal when that wait ends');
  if (found.start === null) lines.push(UNCHECKED);
  return lines;
}

function runSignal(ports: SignalPorts, request: SignalRequest): ActionOutcome {
  const { pid, start } = request.key;
  if (!Number.isSafeInteger(pid) || pid <= 0) return failure(`${pid} is not a process: nothing was sent`);
  let found: ProcessIdentity | null = null;
  const isSame = (): boolean => {
    found = ports.identify(pid);
    return found !== null && (found.start === null || found.start === start);
  };
  const result = ports.send(pid, isSame, request.signal);
  if (!result.ok) return failure(failureLine(ports, request, found, result.errno));
  return { ok: true, lines: [`sent ${signalLabel(ports.signals, request.signal)} to ${labelOf(request, found)}`] };
}

function failureLine(ports: SignalPorts, request: SignalRequest, found: ProcessIdentity | null, errno: string): string {
  const who = labelOf(request, found);
  switch (errno) {
    case 'REUSED':
      return found === null ? endedLine(request) : reused(request.key.pid);
    case 'ESRCH':
      return endedLine(request);
    case 'EPERM':
      return `not permitted to signal ${who} (owner ${ownerName(ports.userName, found)}): run leaktop as root or with sudo`;
    case 'EINVAL':
      return `this kernel has no ${signalLabel(ports.signals, request.signal)}: nothing was sent to ${who}`;
    default:
      return `signal to ${who} failed: ${errno}`;
  }
}

function reused(pid: number): string {
  return `${pid} is now another process; nothing was sent`;
}

// Sends signals so that a reused pid is never hit: the process is pinned by a pidfd before its identity is checked.
// Must never signal a process that the caller's check did not confirm.

import { loadLibc } from './libc.ts';

/** System call numbers, the same on every architecture (asm-generic/unistd.h). */
const PIDFD_SEND_SIGNAL = 424;
const PIDFD_OPEN = 434;

export type SignalResult =
  | { readonly ok: true; readonly via: 'pidfd' | 'kill' }
  /** `errno` is EPERM, ESRCH, EINVAL …, or REUSED: the pid is another process now. */
  | { readonly ok: false; readonly errno: string };

/** A descriptor that stands for the process, or the name of the error: ENOSYS before Linux 5.3 or without koffi. */
export function pidfdOpen(pid: number): { readonly descriptor: number } | { readonly errno: string } {
  const libc = loadLibc();
  if (!libc.ok) return { errno: 'ENOSYS' };
  const { result, errno } = libc.value.syscall(PIDFD_OPEN, pid, 0, 0, 0);
  return result >= 0 ? { descriptor: result } : { errno };
}

/** pidfd_send_signal(2): '' when sent, else the name of the error. */
function pidfdSendSignal(descriptor: number, signal: number): string {
  const libc = loadLibc();
  if (!libc.ok) return 'ENOSYS';
  const { result, errno } = libc.value.syscall(PIDFD_SEND_SIGNAL, descriptor, signal, 0, 0);
  return result === 0 ? '' : errno;
}

/**
 * Sends `signal` to `pid` if `isSame()` says, after the process is pinned, that it is still the one that was meant.
 * Without pidfds (no koffi, Linux before 5.3, another system) it checks and then kills, which leaves a gap of
 * microseconds between the two.
 */
export function sendSignal(pid: number, isSame: () => boolean, signal: number): SignalResult {
  const pinned = pidfdOpen(pid);
  if ('errno' in pinned) {
    // ENOSYS: no such call. EPERM: a seccomp filter of an older container runtime, which knows no pidfds.
    if (pinned.errno === 'ENOSYS' || pinned.errno === 'EPERM') return killChecked(pid, isSame, signal);
    return { ok: false, errno: pinned.errno };
  }
  try {
    if (!isSame()) return { ok: false, errno: 'REUSED' };
    const errno = pidfdSendSignal(pinned.descriptor, signal);
    if (errno === 'ENOSYS') return killChecked(pid, isSame, signal);
    return errno === '' ? { ok: true, via: 'pidfd' } : { ok: false, errno };
  } finally {
    closeDescriptor(pinned.descriptor);
  }
}

function killChecked(pid: number, isSame: () => boolean, signal: number): SignalResult {
  if (!isSame()) return { ok: false, errno: 'REUSED' };
  try {
    process.kill(pid, signal);
    return { ok: true, via: 'kill' };
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    return { ok: false, errno: typeof code === 'string' ? code : String(error) };
  }
}

function closeDescriptor(descriptor: number): void {
  const libc = loadLibc();
  if (libc.ok) libc.value.close(descriptor);
}

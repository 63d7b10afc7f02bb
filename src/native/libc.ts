// Owns the calls into the C library that Node has no name for. The functions are bound at first use.
// Must never restore anything: whoever ends the process has done that before.

import type { LibraryHandle } from 'koffi';
import { errnoName, loadKoffi, type Loaded } from './koffi.ts';
import { undisturbed } from './undisturbed.ts';

/** malloc.h */
const M_TRIM_THRESHOLD = -1;
const TRIM_BYTES = 128 * 1024;

export interface Libc {
  /** _exit(2): ends the process at once, whatever its threads do. Does not return. */
  exit(code: number): void;
  /** syscall(2) with up to four integer arguments: the result, or -1 with `errno`. */
  syscall(number: number, a: number, b: number, c: number, d: number): { readonly result: number; readonly errno: string };
  close(descriptor: number): void;
  /**
   * mallopt(3): what is freed at the end of a heap of malloc goes back to the kernel from 128 KiB on, where glibc would learn to
   * keep up to 64 MiB in the heap of each thread. Nothing where the C library has no such call (musl).
   */
  keepNoFreeMemory(): void;
}

let bound: Loaded<Libc> | undefined;

/** The C library of this process (glibc or musl, whichever Node is linked to), or why it cannot be called. */
export function loadLibc(): Loaded<Libc> {
  bound ??= undisturbed(bind);
  return bound;
}

/**
 * Ends the process now with this exit code, also when a thread hangs in a read (process.exit() waits for such a thread
 * for ever). Runs no handler and restores nothing. Where koffi is missing the process kills itself: the code is lost.
 */
export function exitNow(code: number): never {
  const libc = loadLibc();
  if (libc.ok) libc.value.exit(code);
  process.kill(process.pid, 'SIGKILL');
  // SIGKILL is delivered before kill() returns to user code; this line satisfies the type.
  throw new Error('the process outlived SIGKILL');
}

function bind(): Loaded<Libc> {
  const koffi = loadKoffi();
  if (!koffi.ok) return koffi;
  try {
    // null: the symbols Node itself is linked to, so that the name of the library does not matter (glibc, musl).
    const library = koffi.value.load(null);
    const exit = library.func('void _exit(int status)');
    const close = library.func('int close(int fd)');
    const syscall = library.func('long syscall(long number, ...)');
    return {
      ok: true,
      value: {
        exit: (code) => void exit(code),
        close: (descriptor) => void close(descriptor),
        keepNoFreeMemory: bindTrimThreshold(library),
        syscall: (number, a, b, c, d) => {
          const result = Number(syscall(number, 'long', a, 'long', b, 'long', c, 'long', d));
          return { result, errno: result === -1 ? errnoName(koffi.value.errno()) : '' };
        },
      },
    };
  } catch (error) {
    return { ok: false, reason: `the C library cannot be called: ${String(error)}` };
  }
}

function bindTrimThreshold(library: LibraryHandle): () => void {
  try {
    const mallopt = library.func('int mallopt(int parameter, int value)');
    return () => void mallopt(M_TRIM_THRESHOLD, TRIM_BYTES);
  } catch {
    // glibc alone has it.
    return () => undefined;
  }
}

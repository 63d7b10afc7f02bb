// Tunes V8 and malloc for a program that runs for months, once a second. No flag may be set while something of the start is
// still to be loaded: under flags of its own V8 refuses kept code, Node's too, and starting a thread takes 60 instead of 30 ms.

import { setFlagsFromString } from 'node:v8';
import { loadLibc } from '../native/libc.ts';

/** What is loaded after the first frame is there by then. */
const SETTLE_MILLIS = 1000;

/** To be called with the first frame. */
export function tuneEngineSoon(): void {
  setTimeout(() => {
    // When a program gets quiet after its start, V8 collects the heap of every thread twice: 50 ms of work for 3 MB.
    setFlagsFromString('--no-memory-reducer');
    // Else what is garbage may become three times what is not before the heap of a thread is collected: 25 MB of the sampler's.
    setFlagsFromString('--optimize-for-size');
    // Once a second, code gets hot for minutes and V8's compiler threads are busy for as long: a quarter of that is
    // inlining, which what waits for the kernel gains nothing from.
    setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
    // V8 compiles for minutes, each of its threads in a heap of its own: 8 MB that malloc would keep.
    const libc = loadLibc();
    if (libc.ok) libc.value.keepNoFreeMemory();
  }, SETTLE_MILLIS).unref();
}

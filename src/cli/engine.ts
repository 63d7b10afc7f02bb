// V8's flags for a program that runs for months, once a second. Must never be set while something of the start is still
// to be loaded: under flags of its own V8 refuses kept code, Node's too, and starting a thread takes 60 instead of 30 ms.

import { setFlagsFromString } from 'node:v8';

/** What is loaded after the first frame is there by then. */
const SETTLE_MILLIS = 1000;

/** To be called with the first frame. */
export function tuneEngineSoon(): void {
  setTimeout(() => {
    // When a program gets quiet after its start, V8 collects the heap of every thread twice: 50 ms of work for 3 MB.
    setFlagsFromString('--no-memory-reducer');
    // Once a second, code gets hot for minutes and V8's compiler threads are busy for as long: a quarter of that is
    // inlining, which what waits for the kernel gains nothing from.
    setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
  }, SETTLE_MILLIS).unref();
}

// What every thread of ours is started with. Must stay this small: no thread needs to know more before its first message.

export interface ThreadData {
  /** Shared by the threads of a process: words at BUSY and ENDING. */
  readonly busy: Int32Array;
}

/** How many threads are in native code that must not be stopped. */
export const BUSY = 0;
/** 1 as soon as the process ends: no thread may begin such a thing any more. */
export const ENDING = 1;

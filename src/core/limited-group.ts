// A memory control group with a limit, as it is read and as it is judged. Must stay plain figures.

/** How a group stands to its lowest limit. */
export interface LimitedGroup {
  /** From the root of the hierarchy, '/a/b'; '' for the group leaktop runs in, where only that can be seen. */
  readonly path: string;
  /** Bytes, page cache that can be had back left out. */
  readonly usedBytes: number;
  /** The lower of memory.max (v1: memory.limit_in_bytes) and memory.high. */
  readonly limitBytes: number;
  /** Whether it is memory.high: nobody is killed there, its tasks are slowed down. */
  readonly isSoft: boolean;
  /** How often it was held back there since it was made: `max` and `high` of memory.events, v1: memory.failcnt; NaN where unknown. */
  readonly timesHeld: number;
  /** Percent of 10 s in which a task of it waited for memory; NaN where unknown, as in v1. */
  readonly waitPercent: number;
  /** Whether nobody is killed at the limit, and a task that needs more stands still: oom_kill_disable of v1. */
  readonly stopsTasks: boolean;
  /** Whether tasks stand still there so: under_oom of v1. */
  readonly hasStopped: boolean;
}

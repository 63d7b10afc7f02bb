// A process that the kernel killed for lack of memory, as whoever saw it tells it.

export interface OomKill {
  /** Seconds since boot. */
  readonly uptimeSeconds: number;
  /** NaN where only the kill is known and not whom it took. */
  readonly pid: number;
  /** As the process called itself, so hostile; '' where unknown. */
  readonly name: string;
  /** Path of its memory control group, from the root of the hierarchy; '' where unknown. */
  readonly cgroup: string;
  /** Resident memory and swap at its death; NaN where unknown. */
  readonly heldBytes: number;
  /** Whether it was the limit of a control group that was reached, and not the end of the machine's memory; null where unknown. */
  readonly byLimit: boolean | null;
  /** How many kills this stands for, where they are not told apart. */
  readonly count: number;
}

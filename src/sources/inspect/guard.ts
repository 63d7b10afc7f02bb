// What a reader of one process's files says before each read that may hang, so that somebody else can notice.
// Must never be passed over: cmdline waits for the mmap lock of the process, which a stuck process may hold for ever.

/** Files of /proc/PID that are read one process at a time; the place in the list is the number that names them. */
export const INSPECTED_FILES = [
  ...(['stat', 'cmdline', 'status', 'limits', 'cgroup', 'exe', 'cwd', 'fd', 'root'] as const),
  ...(['io', 'smaps_rollup', 'smaps', 'environ', 'maps'] as const),
] as const;
export type InspectedFile = (typeof INSPECTED_FILES)[number];

export interface ReadGuard {
  /** The next read is of this file of this process. */
  enter(pid: number, file: InspectedFile): void;
  /** That read came back. */
  leave(): void;
}

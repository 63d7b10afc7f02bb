// Counters of the whole machine's memory from /proc/vmstat that tell of trouble: kills, swap in both directions, pages that
// were dropped and are needed again. Must never count anything itself.

/** Since boot; pages, but kills. NaN where the kernel does not say it. */
export interface MemoryCounters {
  readonly oomKills: number;
  readonly swappedIn: number;
  readonly swappedOut: number;
  /** Pages of files that were thrown out and read again soon. */
  readonly refaulted: number;
}

export function parseVmstat(text: string): MemoryCounters {
  return {
    oomKills: counterOf(text, 'oom_kill'),
    swappedIn: counterOf(text, 'pswpin'),
    swappedOut: counterOf(text, 'pswpout'),
    // One counter for both kinds before Linux 5.9.
    refaulted: counterOf(text, 'workingset_refault_file') || counterOf(text, 'workingset_refault'),
  };
}

function counterOf(text: string, name: string): number {
  const at = text.startsWith(`${name} `) ? 0 : text.indexOf(`\n${name} `);
  if (at === -1) return NaN;
  const from = text.indexOf(' ', at) + 1;
  const end = text.indexOf('\n', from);
  const digits = text.slice(from, end === -1 ? undefined : end);
  return /^\d{1,20}$/.test(digits) ? Number(digits) : NaN;
}

// Seconds since boot, finer than /proc/uptime says them: its two decimals would make 1 % of error in a second of %CPU.
// Must never go backwards while the machine runs on.

/** Further apart than this, the machine slept (the monotonic clock stops in suspend) or its clock was changed. */
const RESYNC_SECONDS = 0.5;

export class BootClock {
  private offset = NaN;

  constructor(private readonly monotonicSeconds: () => number) {}

  /**
   * Takes the text of /proc/uptime, proc(5). The first reading, and one after a suspend, sets the clock; between them the
   * monotonic clock moves it. Without a text the clock runs on; it is NaN before the first.
   */
  read(uptimeText: string | null): number {
    const monotonic = this.monotonicSeconds();
    const uptime = uptimeText === null ? NaN : parseUptime(uptimeText);
    const clock = this.offset + monotonic;
    if (Number.isNaN(clock) || Math.abs(uptime - clock) > RESYNC_SECONDS) this.offset = uptime - monotonic;
    return this.offset + monotonic;
  }
}

/** The first number of /proc/uptime in seconds, NaN for odd text. */
export function parseUptime(text: string): number {
  return parseFloat(/^\d+\.\d+ /.exec(text)?.[0] ?? 'NaN');
}

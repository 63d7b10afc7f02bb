// Which network interface is the busiest, and its rates, from /proc/net/dev.
// Must never make a rate of a counter that was reset or of an interface that was not there before.

/** What names the interface and its rates; name is latin1 (one character a byte), '' when there is none but loopback. */
export interface BusiestInterface {
  readonly name: string;
  readonly receivedBytesPerSec: number;
  readonly sentBytesPerSec: number;
}

interface Counters {
  readonly received: number;
  readonly sent: number;
}

export class InterfaceRates {
  private before = new Map<string, Counters>();
  private beforeSeconds = NaN;
  private lastName = '';

  /**
   * The interface with the most bytes since the sample before. Where all were idle or none can be compared, it is the one
   * of last time while it exists, or else the one with the most bytes since boot. Rates that cannot be known are NaN.
   */
  update(text: string, uptimeSeconds: number): BusiestInterface {
    const now = parseInterfaces(text);
    const seconds = uptimeSeconds - this.beforeSeconds;
    let best: BusiestInterface = { name: '', receivedBytesPerSec: NaN, sentBytesPerSec: NaN };
    let bestRank = [-1, -1, -1];
    for (const [name, counters] of now) {
      if (name === 'lo') continue;
      const before = this.before.get(name);
      const received = rate(before?.received, counters.received, seconds);
      const sent = rate(before?.sent, counters.sent, seconds);
      const isKnown = !Number.isNaN(received + sent);
      const rank = [isKnown ? received + sent : 0, name === this.lastName ? 1 : 0, counters.received + counters.sent];
      if (!isHigher(rank, bestRank)) continue;
      bestRank = rank;
      best = { name, receivedBytesPerSec: isKnown ? received : NaN, sentBytesPerSec: isKnown ? sent : NaN };
    }
    this.before = now;
    this.beforeSeconds = uptimeSeconds;
    this.lastName = best.name;
    return best;
  }
}

/** A line: the name, bytes received, seven other counters, bytes sent. */
const INTERFACE = /^ *([^ \n]+): *(\d+)(?: +\d+){7} +(\d+) /gm;

/** The interfaces of /proc/net/dev by name, proc(5). A name may hold any byte but blank, '/' and ':'. */
export function parseInterfaces(text: string): Map<string, Counters> {
  const found = new Map<string, Counters>();
  for (const [, name, received, sent] of text.matchAll(INTERFACE)) {
    found.set(name as string, { received: Number(received), sent: Number(sent) });
  }
  return found;
}

function rate(before: number | undefined, now: number, seconds: number): number {
  if (before === undefined || now < before || !(seconds > 0)) return NaN;
  return (now - before) / seconds;
}

function isHigher(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && (a[at] as number) > (b[at] as number);
}

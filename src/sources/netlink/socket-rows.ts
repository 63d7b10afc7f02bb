// Cost: one hash probe and a copy of some thirty numbers per socket and pass. Bench: test/bench/netlink.bench.ts.
// Owns the sockets seen in the last pass, indexed by slot: a socket keeps its slot while it is there, so that its counters
// can be compared with those of the pass before. Invariant: `live[0..count)` are exactly the slots seen in this pass.

import { TCP } from './diag.ts';
import { ADDRESS_BYTES, AT, VALUES, type Known, type SocketRecord } from './socket-record.ts';

const EMPTY = -1;

export class SocketRows {
  capacity = 0;
  count = 0;
  live = new Int32Array(0);
  /** Local and remote address of each slot, ADDRESS_BYTES each. */
  addresses = new Uint8Array(0);
  /** Called when a socket is gone, before its slot is given to another. */
  onRemove: ((slot: number) => void)[] = [];
  /** Called after the slots have grown to a new capacity. */
  onGrow: ((capacity: number) => void)[] = [];
  /** VALUES numbers a slot, of this pass and of the one before: they change places at each. */
  private now = new Float64Array(0);
  private before = new Float64Array(0);
  /** Cookie and network namespace of a slot, by which it is found. */
  private identity = new Float64Array(0);
  /** Passes that were ended since the last clear(). */
  private passes = 0;
  private pass = 1;
  private seenIn = new Uint32Array(0);
  private lastLive = new Int32Array(0);
  private lastCount = 0;
  /** Whether a row came or went since takeChange(). */
  private isOther = false;
  private free: number[] = [];
  /** A chain of slots a bucket. */
  private buckets = new Int32Array(0);
  private next = new Int32Array(0);

  constructor(capacity = 256) {
    this.grow(capacity);
  }

  beginPass(): void {
    this.pass++;
    [this.now, this.before] = [this.before, this.now];
    [this.lastLive, this.live] = [this.live, this.lastLive];
    this.lastCount = this.count;
    this.count = 0;
  }

  /** Takes over what the record says of a socket; its slot. A socket the kernel tells of twice is one row. */
  put({ values, local, remote }: SocketRecord): number {
    const cookie = values[AT.cookie] as number;
    const netns = values[AT.netns] as number;
    let slot = this.find(cookie, netns);
    const isNew = slot === EMPTY;
    if (isNew) {
      slot = this.insert(cookie, netns);
      // What came since the pass before began at nothing; what the first pass finds began nobody knows where.
      this.before.fill(this.passes === 0 ? NaN : 0, slot * VALUES, (slot + 1) * VALUES);
    }
    // UDP may be connected anew at any time, TCP keeps its ends.
    if (isNew || values[AT.protocol] !== TCP) {
      this.addresses.set(local, slot * 2 * ADDRESS_BYTES);
      this.addresses.set(remote, (slot * 2 + 1) * ADDRESS_BYTES);
    }
    if (this.seenIn[slot] !== this.pass) {
      this.seenIn[slot] = this.pass;
      this.live[this.count++] = slot;
    }
    const { now } = this;
    const from = slot * VALUES;
    for (let i = 0; i < VALUES; i++) now[from + i] = values[i] as number;
    return slot;
  }

  /** Rows that were not seen since beginPass() are gone. */
  endPass(): void {
    for (let i = 0; i < this.lastCount; i++) {
      const slot = this.lastLive[i] as number;
      if (this.seenIn[slot] !== this.pass) this.remove(slot);
    }
    this.passes++;
  }

  /** Forgets all rows: what comes next is compared with nothing. */
  clear(): void {
    for (let i = 0; i < this.count; i++) this.remove(this.live[i] as number);
    this.count = 0;
    this.passes = 0;
  }

  value(slot: number, what: Known): number {
    return this.now[slot * VALUES + what] as number;
  }

  /** Values of all rows, in their order, each into a column of its own; a factor changes its unit. Row by row: memory is slow. */
  copy(what: readonly Known[], into: readonly Float64Array[], factors: readonly number[]): void {
    const { now, live, count } = this;
    for (let i = 0; i < count; i++) {
      const at = (live[i] as number) * VALUES;
      for (let k = 0; k < what.length; k++) (into[k] as Float64Array)[i] = (now[at + (what[k] as Known)] as number) * (factors[k] as number);
    }
  }

  /** Whether there are other rows than when this was last asked, or this value of one of them is another than a pass before. */
  takeChange(what: Known): boolean {
    const { now, before, live, count, isOther } = this;
    this.isOther = false;
    if (isOther) return true;
    for (let i = 0; i < count; i++) {
      const at = (live[i] as number) * VALUES + what;
      if (now[at] !== before[at]) return true;
    }
    return false;
  }

  /** How far a counter of each row went in each of these seconds; NaN as for change(). */
  copyRates(what: Known, into: Float64Array, seconds: number): void {
    const { live, count } = this;
    for (let i = 0; i < count; i++) into[i] = this.change(live[i] as number, what) / seconds;
  }

  /** How far a counter went since the pass before; NaN where that is not known, or where it began anew. */
  change(slot: number, what: Known): number {
    const change = (this.now[slot * VALUES + what] as number) - (this.before[slot * VALUES + what] as number);
    return change >= 0 ? change : NaN;
  }

  /** Before Linux 5.9 each network namespace counted cookies of its own. */
  private find(cookie: number, netns: number): number {
    const { identity } = this;
    let slot = this.buckets[this.bucketOf(cookie)] as number;
    while (slot !== EMPTY && (identity[slot * 2] !== cookie || identity[slot * 2 + 1] !== netns)) {
      slot = this.next[slot] as number;
    }
    return slot;
  }

  private insert(cookie: number, netns: number): number {
    if (this.free.length === 0) this.grow(this.capacity * 2);
    const slot = this.free.pop() as number;
    this.isOther = true;
    this.identity[slot * 2] = cookie;
    this.identity[slot * 2 + 1] = netns;
    this.link(slot);
    return slot;
  }

  private remove(slot: number): void {
    for (const listener of this.onRemove) listener(slot);
    const bucket = this.bucketOf(this.identity[slot * 2] as number);
    const after = this.next[slot] as number;
    let at = this.buckets[bucket] as number;
    if (at === slot) this.buckets[bucket] = after;
    else {
      while (this.next[at] !== slot) at = this.next[at] as number;
      this.next[at] = after;
    }
    this.seenIn[slot] = 0;
    this.free.push(slot);
    this.isOther = true;
  }

  private link(slot: number): void {
    const bucket = this.bucketOf(this.identity[slot * 2] as number);
    this.next[slot] = this.buckets[bucket] as number;
    this.buckets[bucket] = slot;
  }

  /** The kernel counts cookies up, in batches a processor: the low bits tell most of them apart. */
  private bucketOf(cookie: number): number {
    return cookie & (this.buckets.length - 1);
  }

  /** Only while no slot is free: each of them is in a chain, which is made anew. */
  private grow(capacity: number): void {
    const before = this.capacity;
    this.capacity = capacity;
    this.now = widen(this.now, new Float64Array(capacity * VALUES));
    this.before = widen(this.before, new Float64Array(capacity * VALUES));
    this.identity = widen(this.identity, new Float64Array(capacity * 2));
    this.addresses = widen(this.addresses, new Uint8Array(capacity * 2 * ADDRESS_BYTES));
    this.seenIn = widen(this.seenIn, new Uint32Array(capacity));
    this.live = widen(this.live, new Int32Array(capacity));
    this.lastLive = widen(this.lastLive, new Int32Array(capacity));
    this.next = new Int32Array(capacity);
    this.buckets = new Int32Array(capacity).fill(EMPTY);
    for (let slot = 0; slot < before; slot++) this.link(slot);
    for (let slot = capacity - 1; slot >= before; slot--) this.free.push(slot);
    for (const listener of this.onGrow) listener(capacity);
  }
}

function widen<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

// Owns the interfaces of this network namespace: asked of rtnetlink(7), compared with what they were, made a table of.
// Must never make a rate of a counter that began anew, nor of an interface that was not there before.

import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { INTERFACE_COLUMNS, type InterfaceColumnId } from '../../core/fields/interface.ts';
import type { Interner } from '../../core/interner.ts';
import { Table } from '../../core/table.ts';
import { NETLINK_ROUTE, openNetlink, type NetlinkSocket } from '../../native/netlink.ts';
import type { Addresses } from './interface-shares.ts';
import { decodeAddress, decodeLink, decodeQdisc, type LinkRecord, type QdiscRecord } from './link-record.ts';
import { dumpRequest, isUnfinished, walkMessages } from './messages.ts';

const RTM_GETLINK = 18;
const RTM_GETADDR = 22;
const RTM_GETQDISC = 38;
/** A link may come up with another speed. */
const SPEED_SAMPLES = 20;
const BYTES_PER_MEGABIT = 125_000;

interface Interface extends LinkRecord {
  readonly qdisc: QdiscRecord | null;
}

export class Interfaces {
  private readonly little = endianness() === 'LE';
  /** Opened when it is first needed. */
  private socket: NetlinkSocket | null = null;
  private sequence = 0;
  private now: readonly Interface[] = [];
  private before = new Map<number, Interface>();
  private readSeconds = NaN;
  private intervalSeconds = NaN;
  private samples = 0;
  private addressed = new Map<string, number>();
  private shares: ReadonlyMap<number, string> = new Map();
  private speeds = new Map<string, number>();

  constructor(
    private readonly root: string,
    private readonly interner: Interner,
    private readonly netns: number,
  ) {}

  /** The addresses of this machine, as of the last read. */
  get addresses(): Addresses {
    return this.addressed;
  }

  /** Who uses each, by index: for the next table. */
  setShares(shares: ReadonlyMap<number, string>): void {
    this.shares = shares;
  }

  /** Throws where the kernel refuses. */
  read(seconds: number): void {
    this.before = new Map(this.now.map((one) => [one.index, one]));
    this.intervalSeconds = seconds - this.readSeconds;
    this.readSeconds = seconds;
    const qdiscs = new Map<number, QdiscRecord>();
    // Zeros ask for all of them.
    this.dump(RTM_GETQDISC, 20, (bytes, from, end) => {
      const qdisc = decodeQdisc(bytes, from, end, this.little);
      if (qdisc !== null) qdiscs.set(qdisc.index, qdisc);
    });
    const links: Interface[] = [];
    this.dump(RTM_GETLINK, 16, (bytes, from, end) => {
      const link = decodeLink(bytes, from, end, this.little);
      if (link !== null) links.push({ ...link, qdisc: qdiscs.get(link.index) ?? null });
    });
    this.now = links;
    this.addressed = new Map();
    this.dump(RTM_GETADDR, 8, (bytes, from, end) => {
      const address = decodeAddress(bytes, from, end, this.little);
      if (address !== null) this.addressed.set(address.text, address.index);
    });
    if (this.samples++ % SPEED_SAMPLES === 0) this.speeds.clear();
  }

  /** What is not read any more is not compared with later. */
  forget(): void {
    this.now = [];
    this.readSeconds = NaN;
  }

  table(): Table<InterfaceColumnId> {
    const table = new Table(INTERFACE_COLUMNS, Math.max(1, this.now.length));
    table.rows = this.now.length;
    this.now.forEach((link, row) => this.fill(table.columns, link, row));
    return table;
  }

  close(): void {
    this.socket?.close();
    this.socket = null;
  }

  private fill(c: Table<InterfaceColumnId>['columns'], link: Interface, row: number): void {
    const { interner, intervalSeconds } = this;
    const before = this.before.get(link.index);
    const rate = (of: (one: Interface) => number): number => {
      const change = before === undefined ? NaN : of(link) - of(before);
      return change >= 0 ? change / intervalSeconds : NaN;
    };
    const name = Buffer.from(link.name, 'latin1').toString('utf8');
    const speed = this.speedOf(link.name);
    const [receiveRate, sendRate] = [rate(({ received }) => received), rate(({ sent }) => sent)];
    const top = this.shares.get(link.index) ?? '';
    const values: Readonly<Record<InterfaceColumnId, number>> = {
      index: link.index,
      name: interner.idOf(name),
      state: interner.idOf(link.state),
      receiveRate,
      sendRate,
      speed,
      use: (Math.max(receiveRate, sendRate) * 100) / speed,
      receiveDrops: link.receiveDrops,
      sendDrops: link.sendDrops,
      dropRate: rate(({ receiveDrops, sendDrops, qdisc }) => receiveDrops + sendDrops + (qdisc?.drops ?? 0)),
      errors: link.errors,
      top: top === '' ? NaN : interner.idOf(top),
      qdisc: link.qdisc === null ? NaN : interner.idOf(link.qdisc.kind),
      backlog: link.qdisc?.backlog ?? NaN,
      queueDrops: link.qdisc?.drops ?? NaN,
      received: link.received,
      sent: link.sent,
      mtu: link.mtu,
      netns: this.netns,
    };
    for (const id of INTERFACE_COLUMNS) c[id][row] = values[id];
  }

  /** Bytes a second; NaN where the driver does not know, and of a name that is no file name. */
  private speedOf(name: string): number {
    let speed = this.speeds.get(name);
    if (speed === undefined) {
      speed = readSpeed(Buffer.concat([Buffer.from(join(this.root, 'sys/class/net/')), Buffer.from(`${name}/speed`, 'latin1')]));
      this.speeds.set(name, speed);
    }
    return speed;
  }

  private dump(type: number, bodyBytes: number, take: (bytes: DataView, from: number, end: number) => void): void {
    const { little } = this;
    const sequence = ++this.sequence;
    this.socket ??= openNetlink(NETLINK_ROUTE);
    this.socket.ask(dumpRequest(type, sequence, new Uint8Array(bodyBytes), little), (bytes, length) =>
      isUnfinished(
        walkMessages(bytes, length, sequence, little, (from, end) => {
          take(bytes, from, end);
        }),
      ),
    );
  }
}

/** Megabits a second in sysfs; -1, or an error, where there is no link or no such thing as speed. */
function readSpeed(path: Buffer): number {
  try {
    const megabits = Number(readFileSync(path, 'latin1'));
    return megabits > 0 ? megabits * BYTES_PER_MEGABIT : NaN;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return NaN;
    throw error;
  }
}

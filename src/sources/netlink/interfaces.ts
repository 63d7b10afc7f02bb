// Owns the interfaces of one network namespace: asked of rtnetlink(7), compared with what they were, made a table of.
// Must never make a rate of a counter that began anew, nor of an interface that was not there before.

import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { INTERFACE_COLUMNS, type InterfaceColumnId } from '../../core/fields/interface.ts';
import type { Interner } from '../../core/interner.ts';
import type { Table } from '../../core/table.ts';
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

/** Which namespace it is. */
interface Of {
  readonly root: string;
  readonly interner: Interner;
  readonly netns: number;
  /** What it is called; '' is that of leaktop itself. */
  readonly where: string;
}

type Columns = Table<InterfaceColumnId>['columns'];

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

  constructor(private readonly of: Of) {}

  /** How many there are. */
  get count(): number {
    return this.now.length;
  }

  get netns(): number {
    return this.of.netns;
  }

  /** The addresses of this machine in it, as of the last read. */
  get addresses(): Addresses {
    return this.addressed;
  }

  /** Who uses each, by index: for the next table. */
  setShares(shares: ReadonlyMap<number, string>): void {
    this.shares = shares;
  }

  /** In the namespace behind `file`, which is left at once; without it in that of this thread. Throws where the kernel refuses. */
  read(seconds: number, file: string | null = null): void {
    this.socket ??= openNetlink(NETLINK_ROUTE, file);
    try {
      this.ask(this.socket, seconds);
    } finally {
      // What is open keeps the namespace of a container alive.
      if (file !== null) this.close();
    }
  }

  /** What is not read any more is not compared with later. */
  forget(): void {
    this.now = [];
    this.readSeconds = NaN;
  }

  close(): void {
    this.socket?.close();
    this.socket = null;
  }

  /** Puts its interfaces into rows from `first` on. */
  fill(columns: Columns, first: number): void {
    this.now.forEach((link, i) => this.fillRow(columns, link, first + i));
  }

  private ask(socket: NetlinkSocket, seconds: number): void {
    this.before = new Map(this.now.map((one) => [one.index, one]));
    this.intervalSeconds = seconds - this.readSeconds;
    this.readSeconds = seconds;
    const qdiscs = new Map<number, QdiscRecord>();
    // Zeros ask for all of them.
    this.dump(socket, RTM_GETQDISC, 20, (bytes, from, end) => {
      const qdisc = decodeQdisc(bytes, from, end, this.little);
      if (qdisc !== null) qdiscs.set(qdisc.index, qdisc);
    });
    const links: Interface[] = [];
    this.dump(socket, RTM_GETLINK, 16, (bytes, from, end) => {
      const link = decodeLink(bytes, from, end, this.little);
      if (link !== null) links.push({ ...link, qdisc: qdiscs.get(link.index) ?? null });
    });
    this.now = links;
    this.addressed = new Map();
    this.dump(socket, RTM_GETADDR, 8, (bytes, from, end) => {
      const address = decodeAddress(bytes, from, end, this.little);
      if (address !== null) this.addressed.set(address.text, address.index);
    });
    if (this.samples++ % SPEED_SAMPLES === 0) this.speeds.clear();
  }

  private fillRow(c: Columns, link: Interface, row: number): void {
    const { intervalSeconds, of: { interner, netns, where } } = this;
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
      netns,
      where: interner.idOf(where),
    };
    for (const id of INTERFACE_COLUMNS) c[id][row] = values[id];
  }

  /** Bytes a second; NaN where the driver does not know, and of a name that is no file name. */
  private speedOf(name: string): number {
    // The tree below /sys is that of one namespace.
    if (this.of.where !== '') return NaN;
    let speed = this.speeds.get(name);
    if (speed === undefined) {
      speed = readSpeed(Buffer.concat([Buffer.from(join(this.of.root, 'sys/class/net/')), Buffer.from(`${name}/speed`, 'latin1')]));
      this.speeds.set(name, speed);
    }
    return speed;
  }

  private dump(socket: NetlinkSocket, type: number, bodyBytes: number, take: (bytes: DataView, from: number, end: number) => void): void {
    const { little } = this;
    const sequence = ++this.sequence;
    socket.ask(dumpRequest(type, sequence, new Uint8Array(bodyBytes), little), (bytes, length) =>
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

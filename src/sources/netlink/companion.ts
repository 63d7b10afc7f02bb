// The companion that asks the kernel for its sockets: tables of connections and listening sockets, and what each process has
// of them. It asks only for what is wanted. Must never read more than one dump of a
// protocol a sample and network namespace.

import { statSync } from 'node:fs';
import type { SideEntity } from '../../core/entity.ts';
import { READS } from '../../core/field.ts';
import type { Availability } from '../../core/frame.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import type { AnyTable } from '../../core/table.ts';
import type { Want } from '../../core/want.ts';
import { loadNetlink } from '../../native/netlink.ts';
import { UdpTraffic } from '../bpf/udp-traffic.ts';
import type { Companion } from '../companion.ts';
import type { Sample, SourceContext } from '../source.ts';
import { connectionTable, listenerTable, type Made } from './connection-table.ts';
import { CLOSE, Diag, ESTABLISHED, LISTEN, only, statesBut, TCP, TIME_WAIT, UDP } from './diag.ts';
import { HostNames } from './host-names.ts';
import { InterfaceSet } from './interface-set.ts';
import { NamespaceVisits } from './namespace-visits.ts';
import { OwnSockets } from './own-sockets.ts';
import { Owners, type Sockets } from './owners.ts';
import { ProcessColumns } from './process-columns.ts';
import { SocketKind } from './socket-kind.ts';
import { AT, type SocketRecord } from './socket-record.ts';

type Put = (record: SocketRecord) => void;
/** Asks for the sockets of one kind in one network namespace. */
type Ask = (diag: Pick<Diag, 'dump'>, put: Put) => void;

/** `isQuick`: what BPF can tell is read by it, where it can be had. */
export function createNetlink(root: string, isQuick = true): Companion {
  return new Netlink(root, isQuick);
}

class Netlink implements Companion {
  private opened: Opened | null = null;

  constructor(
    private readonly root: string,
    private readonly isQuick: boolean,
  ) {}

  probe(): Availability {
    const hint = 'leaktop doctor says what it needs';
    if (this.root !== '/') return { state: 'absent', reason: 'the sockets are those of this machine, not of another root', hint: 'start leaktop without --root' };
    const netlink = loadNetlink();
    if (!netlink.ok) return { state: 'absent', reason: netlink.reason, hint };
    if (process.getuid?.() === 0) return { state: 'ok' };
    return { state: 'degraded', reason: "of other users' connections the process is unknown", hint: 'start leaktop as root: sudo leaktop' };
  }

  open(context: SourceContext): void {
    this.opened = new Opened(context, this.isQuick);
    const availability = this.probe();
    if (availability.state === 'degraded') context.report('netlink.hidden', availability.reason, availability.hint);
  }

  read(sample: Sample, want: Want): void {
    this.opened?.read(sample, want);
  }

  rest(): void {
    this.opened?.rest();
  }

  table(entity: SideEntity): AnyTable | null {
    return this.opened?.table(entity) ?? null;
  }

  close(): void {
    this.opened?.close();
    this.opened = null;
  }
}

class Opened {
  private readonly netns = statSync('/proc/self/ns/net', { throwIfNoEntry: false })?.ino ?? 0;
  private readonly diag = Diag.open(this.netns);
  private readonly visits: NamespaceVisits;
  private readonly own: OwnSockets;
  private readonly owners: Owners;
  private readonly udp: UdpTraffic;
  private readonly connections: SocketKind;
  private readonly listeners: SocketKind;
  /** UDP sockets that are bound and not connected: for who uses which interface. */
  private readonly unconnected: SocketKind;
  private readonly processColumns: ProcessColumns;
  private readonly interfaces: InterfaceSet;
  /** Another one whenever other sockets are there than before. */
  private sockets: Sockets = new Map();
  /** Made when it is asked for. */
  private names: HostNames | null = null;
  private processes: ProcessRows | null = null;

  constructor(
    private readonly context: SourceContext,
    isQuick: boolean,
  ) {
    const { root, interner } = context;
    this.visits = new NamespaceVisits(context, this.netns);
    this.own = new OwnSockets(context, this.netns, this.diag, isQuick);
    this.owners = new Owners(root, (take) => this.own.walk(take));
    this.udp = new UdpTraffic(root, (reason) => {
      context.report('netlink.udp', `what goes through UDP sockets is not counted: ${reason}`, 'leaktop doctor says what BPF needs');
    });
    this.connections = new SocketKind(interner, root, this.owners, false);
    this.listeners = new SocketKind(interner, root, this.owners, true);
    this.unconnected = new SocketKind(interner, root, this.owners, true);
    const isKnown = (pid: number, start: number): boolean => this.owners.isKnown(pid, start) && this.visits.isRead(pid, start);
    this.processColumns = new ProcessColumns(this.connections.rows, this.connections.owners, isKnown);
    this.interfaces = new InterfaceSet(context, this.netns);
  }

  read(sample: Sample, want: Want): void {
    const { connections, listeners, unconnected, interfaces, visits } = this;
    const { processes } = sample;
    const { connection: isListed = false, listener: isListening = false, interface: isShared = false } = want.side ?? {};
    const ofProcesses = want.reads & ~sample.filled & (READS.connections | READS.traffic);
    this.processes = processes;
    if (isListed || isListening || isShared || ofProcesses !== 0) visits.find(processes, want.everyRow === true);
    else visits.rest();
    if (isListed || isShared) this.udp.update();
    else this.udp.rest();
    if (isListed || isShared || ofProcesses !== 0) this.readConnections(isListed, isShared);
    else connections.forget();
    if (isShared) this.readUnconnected();
    else unconnected.forget();
    if (isListening) this.readListeners();
    else listeners.forget();
    if (isShared) interfaces.read(performance.now() / 1000, visits, processes);
    else interfaces.forget();
    if (isListed && want.resolve === true) this.resolve();
    this.findOwners(processes, want.everyRow === true);
    if (isShared) interfaces.share({ rows: [connections.rows, unconnected.rows], owners: this.owners, processes });
    this.processColumns.fill(sample, ofProcesses, connections.intervalSeconds);
  }

  rest(): void {
    for (const kind of [this.connections, this.listeners, this.unconnected]) kind.forget();
    this.interfaces.forget();
    this.own.rest();
    this.udp.rest();
  }

  table(entity: SideEntity): AnyTable | null {
    if (entity === 'connection') return this.make(this.connections, connectionTable);
    if (entity === 'listener') return this.make(this.listeners, listenerTable);
    return entity === 'interface' ? this.interfaces.table() : null;
  }

  close(): void {
    this.names?.close();
    this.own.rest();
    this.udp.rest();
    this.diag.close();
    this.interfaces.close();
  }

  /** What is over has no counters, and there may be very many: it is listed, and not counted. */
  private readConnections(isListed: boolean, isShared: boolean): void {
    const { connections } = this;
    if (!isListed) connections.texts.forget();
    this.pass(connections, (diag, put) => {
      diag.dump(TCP, isListed ? statesBut(LISTEN) : statesBut(LISTEN, TIME_WAIT), put);
      if (isListed || isShared) diag.dump(UDP, only(ESTABLISHED), this.withAmounts(put));
    });
  }

  private readUnconnected(): void {
    this.pass(this.unconnected, (diag, put) => {
      diag.dump(UDP, only(CLOSE), this.withAmounts(put));
    });
  }

  private readListeners(): void {
    this.pass(this.listeners, (diag, put) => {
      diag.dump(TCP, only(LISTEN), put);
      diag.dump(UDP, only(CLOSE), put);
    });
  }

  /** What sock_diag(7) does not tell of UDP, from where it is counted. */
  private withAmounts(put: Put): Put {
    const { udp } = this;
    return (record) => {
      const { values } = record;
      const cookie = values[AT.cookie] as number;
      values[AT.bytesReceived] = udp.received(cookie);
      values[AT.bytesAcked] = udp.sent(cookie);
      put(record);
    };
  }

  private resolve(): void {
    this.names ??= new HostNames();
    this.connections.texts.resolveBy(this.names);
    this.connections.texts.askNames();
  }

  private findOwners(processes: ProcessRows, isComplete: boolean): void {
    const kinds = [this.connections, this.listeners, this.unconnected];
    const areOthers = kinds.map(({ rows }) => rows.takeChange(AT.inode)).includes(true);
    if (areOthers) this.sockets = new Map(kinds.flatMap((kind) => kind.inodes()));
    this.owners.update(this.sockets, processes, isComplete);
    for (const { owners } of kinds) owners.refresh(areOthers);
  }

  private pass(kind: SocketKind, ask: Ask): void {
    kind.pass((put) => {
      ask(this.own, put);
      this.visits.each((netns, file) => {
        const diag = Diag.open(netns, file);
        try {
          ask(diag, put);
        } finally {
          diag.close();
        }
      });
    });
  }

  private make<T extends AnyTable>({ rows, texts, owners, intervalSeconds }: SocketKind, make: (made: Made) => T): T | null {
    const { processes, context } = this;
    if (processes === null) return null;
    return make({ rows, texts, owners, processes, intervalSeconds, interner: context.interner });
  }
}

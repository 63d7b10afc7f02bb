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
import { loadNetlink, NetlinkError } from '../../native/netlink.ts';
import { SocketHolders } from '../bpf/socket-holders.ts';
import type { Companion } from '../companion.ts';
import type { Sample, SourceContext } from '../source.ts';
import { connectionTable, listenerTable, type Made } from './connection-table.ts';
import { CLOSE, Diag, ESTABLISHED, LISTEN, only, statesBut, TCP, TIME_WAIT, UDP } from './diag.ts';
import { HostNames } from './host-names.ts';
import { topShares } from './interface-shares.ts';
import { Interfaces } from './interfaces.ts';
import { Namespaces, type NamespaceFiles } from './namespaces.ts';
import { Owners } from './owners.ts';
import { ProcessColumns } from './process-columns.ts';
import { AT, type SocketRecord } from './socket-record.ts';
import { SocketRows } from './socket-rows.ts';
import { SocketTexts } from './socket-texts.ts';

/** Sockets of one kind, and when they were asked for last. */
interface Kind {
  readonly rows: SocketRows;
  readonly texts: SocketTexts;
  readSeconds: number;
  intervalSeconds: number;
}

type Put = (record: SocketRecord) => void;
/** Asks for the sockets of one kind in one network namespace. */
type Ask = (diag: Diag, put: Put) => void;

export function createNetlink(root: string): Companion {
  return new Netlink(root);
}

class Netlink implements Companion {
  private opened: Opened | null = null;

  constructor(private readonly root: string) {}

  probe(): Availability {
    const hint = 'leaktop doctor says what it needs';
    if (this.root !== '/') return { state: 'absent', reason: 'the sockets are those of this machine, not of another root', hint: 'start leaktop without --root' };
    const netlink = loadNetlink();
    if (!netlink.ok) return { state: 'absent', reason: netlink.reason, hint };
    if (process.getuid?.() === 0) return { state: 'ok' };
    return { state: 'degraded', reason: "of other users' connections the process is unknown", hint: 'start leaktop as root: sudo leaktop' };
  }

  open(context: SourceContext): void {
    this.opened = new Opened(context);
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
  private readonly holders: SocketHolders;
  private readonly owners: Owners;
  private readonly connections: Kind;
  private readonly listeners: Kind;
  private readonly processColumns: ProcessColumns;
  private readonly netns = statSync('/proc/self/ns/net', { throwIfNoEntry: false })?.ino ?? 0;
  private readonly diag = Diag.open(this.netns);
  private readonly interfaces: Interfaces;
  /** Null where other namespaces cannot be entered. */
  private namespaces: Namespaces | null = process.getuid?.() === 0 ? new Namespaces(this.netns) : null;
  private others: NamespaceFiles = new Map();
  /** Made when it is asked for. */
  private names: HostNames | null = null;
  private processes: ProcessRows | null = null;

  constructor(private readonly context: SourceContext) {
    this.holders = new SocketHolders(context.root, (reason) => {
      context.report('netlink.holders', `the owners of sockets are not found at once: ${reason}`, 'they are read from /proc: dearer, and the same values');
    });
    this.owners = new Owners(context.root, (take) => this.holders.walk(take));
    this.connections = kindOf(context);
    this.listeners = kindOf(context);
    this.interfaces = new Interfaces(context.root, context.interner, this.netns);
    this.processColumns = new ProcessColumns(this.connections.rows, this.owners);
  }

  read(sample: Sample, want: Want): void {
    const { connections, listeners, owners } = this;
    const { side = {} } = want;
    const ofProcesses = want.reads & ~sample.filled & (READS.connections | READS.traffic);
    this.processes = sample.processes;
    const isAsked = side.connection === true || side.listener === true || side.interface === true || ofProcesses !== 0;
    this.others = (isAsked ? this.namespaces?.find(sample.processes, want.everyRow === true) : undefined) ?? new Map<number, string>();
    const forShares = side.interface === true;
    if (side.connection === true || forShares || ofProcesses !== 0) this.readConnections(side.connection === true);
    else forget(connections);
    if (side.listener === true) this.readListeners();
    else forget(listeners);
    if (forShares) this.interfaces.read(performance.now() / 1000);
    else this.interfaces.forget();
    if (side.connection === true && want.resolve === true) this.resolve();
    const sockets = new Map<number, boolean>();
    addInodes(sockets, connections.rows, false);
    addInodes(sockets, listeners.rows, true);
    owners.update(sockets, sample.processes, want.everyRow === true);
    if (forShares) this.shareInterfaces(sample.processes);
    this.processColumns.fill(sample, ofProcesses, connections.intervalSeconds);
  }

  rest(): void {
    forget(this.connections);
    forget(this.listeners);
    this.interfaces.forget();
    this.holders.rest();
  }

  table(entity: SideEntity): AnyTable | null {
    if (entity === 'connection') return this.make(this.connections, connectionTable);
    if (entity === 'listener') return this.make(this.listeners, listenerTable);
    return entity === 'interface' ? this.interfaces.table() : null;
  }

  close(): void {
    this.names?.close();
    this.holders.rest();
    this.diag.close();
    this.interfaces.close();
  }

  /** What only waits for its end has no counters, and there may be very many: it is listed, and not counted. */
  private readConnections(isListed: boolean): void {
    const { connections } = this;
    if (!isListed) connections.texts.forget();
    this.pass(connections, (diag, put) => {
      diag.dump(TCP, isListed ? statesBut(LISTEN) : statesBut(LISTEN, TIME_WAIT), put);
      if (isListed) diag.dump(UDP, only(ESTABLISHED), put);
    });
  }

  private readListeners(): void {
    this.pass(this.listeners, (diag, put) => {
      diag.dump(TCP, only(LISTEN), put);
      diag.dump(UDP, only(CLOSE), put);
    });
  }

  private resolve(): void {
    this.names ??= new HostNames();
    this.connections.texts.resolveBy(this.names);
    this.connections.texts.askNames();
  }

  private shareInterfaces(processes: ProcessRows): void {
    const { owners, interfaces, netns, context: { interner } } = this;
    const nameOf = (row: number): string => interner.textOf(processes.columns.command[row] as number);
    interfaces.setShares(topShares({ rows: this.connections.rows, owners, processes, addresses: interfaces.addresses, netns, nameOf }));
  }

  private pass(kind: Kind, ask: Ask): void {
    const seconds = performance.now() / 1000;
    kind.intervalSeconds = seconds - kind.readSeconds;
    kind.readSeconds = seconds;
    kind.rows.beginPass();
    const put = kind.rows.put.bind(kind.rows);
    ask(this.diag, put);
    for (const [netns, file] of this.others) this.askIn(netns, file, ask, put);
    kind.rows.endPass();
  }

  /** A namespace whose last process has just ended has nothing to tell. */
  private askIn(netns: number, file: string, ask: Ask, put: Put): void {
    let diag: Diag;
    try {
      diag = Diag.open(netns, file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ESRCH') return;
      if (!(error instanceof NetlinkError) && code === undefined) throw error;
      this.namespaces = null;
      const reason = error instanceof Error ? error.message : String(error);
      this.context.report('netlink.namespaces', `sockets of other network namespaces (containers) are not read: ${reason}`, 'start leaktop as root of the machine');
      return;
    }
    try {
      ask(diag, put);
    } finally {
      diag.close();
    }
  }

  private make<T extends AnyTable>({ rows, texts, intervalSeconds }: Kind, make: (made: Made) => T): T | null {
    const { owners, processes, context } = this;
    if (processes === null) return null;
    return make({ rows, texts, owners, processes, intervalSeconds, interner: context.interner });
  }
}

function kindOf({ interner, root }: SourceContext): Kind {
  const rows = new SocketRows();
  return { rows, texts: new SocketTexts(rows, interner, root), readSeconds: NaN, intervalSeconds: NaN };
}

/** Counters that are not read are not compared later with what they are then. */
function forget(kind: Kind): void {
  if (Number.isNaN(kind.readSeconds)) return;
  kind.rows.clear();
  kind.texts.forget();
  kind.readSeconds = NaN;
  kind.intervalSeconds = NaN;
}

/** What is closing has no inode: nobody holds it. */
function addInodes(sockets: Map<number, boolean>, rows: SocketRows, listens: boolean): void {
  for (let i = 0; i < rows.count; i++) {
    const inode = rows.value(rows.live[i] as number, AT.inode);
    if (inode !== 0) sockets.set(inode, listens);
  }
}

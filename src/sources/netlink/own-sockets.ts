// Tells of the sockets of this network namespace: connections of TCP and who holds what by one reading of the kernel's each, where
// that can be had, all else, and these elsewhere, by sock_diag(7) and by others. Must tell the same either way.

import { openConnections, probeConnections, type Connections } from '../bpf/connections.ts';
import { openHeldFiles, probeHeldFiles, type HeldFiles } from '../bpf/held-files.ts';
import { Standby } from '../bpf/standby.ts';
import type { SourceContext } from '../source.ts';
import { LISTEN, only, TCP, type Diag, type Protocol } from './diag.ts';
import { AT, SocketRecord } from './socket-record.ts';

export class OwnSockets implements Pick<Diag, 'dump'> {
  private readonly connections: Standby<Connections>;
  private readonly holders: Standby<HeldFiles>;
  private readonly record = new SocketRecord();

  /** `isQuick`: whether BPF is tried at all. */
  constructor(
    { root, report }: SourceContext,
    netns: number,
    private readonly diag: Diag,
    private readonly isQuick: boolean,
  ) {
    const tell = (id: string, what: string) => (reason: string) => {
      report(`netlink.${id}`, `${what}: ${reason}`, 'the same values are read at more cost; leaktop doctor says more');
    };
    this.record.values[AT.netns] = netns;
    this.connections = new Standby(() => probeConnections(root), openConnections, tell('connections', 'connections are not read at once'));
    const openHolders = (): HeldFiles => openHeldFiles('sockets');
    this.holders = new Standby(() => probeHeldFiles(root), openHolders, tell('holders', 'the owners of sockets are not found at once'));
  }

  /** Hands each socket to `take`, in one record that is filled anew. Throws where the kernel refuses. */
  dump(protocol: Protocol, states: number, take: (record: SocketRecord) => void): void {
    const hasAll = this.isQuick && protocol === TCP && (states & only(LISTEN)) === 0;
    const isTold = hasAll && this.connections.use((connections) => {
      this.tell(connections, states, take);
    });
    if (!isTold) this.diag.dump(protocol, states, take);
  }

  /** Hands over each socket of TCP and UDP a process holds, process by process; false, and none, where that cannot be had. */
  walk(take: (inode: number, pid: number, start: number) => void): boolean {
    return this.isQuick && this.holders.use((files) => {
      files.read();
      for (let i = 0; i < files.count; i++) take(files.inode(i), files.pid(i), files.start(i));
    });
  }

  /** Nobody looks: what can be had again is let go. */
  rest(): void {
    this.connections.rest();
    this.holders.rest();
  }

  private tell(connections: Connections, states: number, take: (record: SocketRecord) => void): void {
    const { record } = this;
    connections.read();
    for (let i = 0; i < connections.count; i++) {
      if ((states & only(connections.state(i))) === 0) continue;
      connections.decode(i, record);
      take(record);
    }
  }
}

// Cost: a lookup a row when other sockets are there or have another holder than before, else nothing. Bench: test/bench/netlink.bench.ts.
// Keeps which process holds the socket of each row, by slot, so that it is not looked up for each of them in each sample.
// Invariant: after refresh() the owner of a row is what Owners says of its inode.

import type { Owners } from './owners.ts';
import { AT } from './socket-record.ts';
import type { SocketRows } from './socket-rows.ts';

export class RowOwners {
  /** Of the process that holds the socket of a slot, its id and its start: NaN where it is not known. */
  pids = new Float64Array(0);
  starts = new Float64Array(0);
  private revision = -1;

  constructor(
    private readonly rows: SocketRows,
    private readonly owners: Owners,
  ) {}

  /** `areOthers`: other rows are there than at the last call, or the inode of one has changed. */
  refresh(areOthers: boolean): void {
    const { rows, owners } = this;
    if (!areOthers && this.revision === owners.revision) return;
    this.revision = owners.revision;
    if (this.pids.length < rows.capacity) {
      this.pids = new Float64Array(rows.capacity);
      this.starts = new Float64Array(rows.capacity);
    }
    for (let i = 0; i < rows.count; i++) {
      const slot = rows.live[i] as number;
      const owner = owners.ownerOf(rows.value(slot, AT.inode));
      this.pids[slot] = owner?.pid ?? NaN;
      this.starts[slot] = owner?.start ?? NaN;
    }
  }
}

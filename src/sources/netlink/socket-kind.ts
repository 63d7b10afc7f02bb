// Owns the sockets of one kind, as connections or listeners are: their rows, texts and owners, and when they were asked for last.

import type { Interner } from '../../core/interner.ts';
import type { Owners } from './owners.ts';
import { RowOwners } from './row-owners.ts';
import { AT, type SocketRecord } from './socket-record.ts';
import { SocketRows } from './socket-rows.ts';
import { SocketTexts } from './socket-texts.ts';

export class SocketKind {
  readonly rows = new SocketRows();
  readonly texts: SocketTexts;
  readonly owners: RowOwners;
  /** Between the last two passes; NaN after the first. */
  intervalSeconds = NaN;
  private readSeconds = NaN;

  constructor(
    interner: Interner,
    root: string,
    owners: Owners,
    private readonly listens: boolean,
  ) {
    this.texts = new SocketTexts(this.rows, interner, root);
    this.owners = new RowOwners(this.rows, owners);
  }

  /** Those that are not put meanwhile are gone. */
  pass(putAll: (put: (record: SocketRecord) => void) => void): void {
    const { rows } = this;
    const seconds = performance.now() / 1000;
    this.intervalSeconds = seconds - this.readSeconds;
    this.readSeconds = seconds;
    rows.beginPass();
    putAll((record) => {
      rows.put(record);
    });
    rows.endPass();
  }

  /** Counters that are not read are not compared later with what they are then. */
  forget(): void {
    if (Number.isNaN(this.readSeconds)) return;
    this.rows.clear();
    this.texts.forget();
    this.readSeconds = NaN;
    this.intervalSeconds = NaN;
  }

  /** Of all sockets, and whether they listen. What is over has none: nobody holds it. */
  inodes(): (readonly [inode: number, listens: boolean])[] {
    const { rows, listens } = this;
    const inodes: (readonly [number, boolean])[] = [];
    for (let i = 0; i < rows.count; i++) {
      const inode = rows.value(rows.live[i] as number, AT.inode);
      if (inode !== 0) inodes.push([inode, listens]);
    }
    return inodes;
  }
}

// Cost: two texts per new socket, two loads per known one. Bench: test/bench/netlink.bench.ts.
// Owns the texts of sockets as ids of the interner: addresses are kept by slot, the few other words are asked for anew.
// Invariant: an id is kept only while every frame holds it; forget() must be called when one did not.

import type { Interner } from '../../core/interner.ts';
import { widen } from '../../core/widen.ts';
import { AccountNames } from '../account-names.ts';
import type { HostNames } from './host-names.ts';
import { addressText, endpointText } from './address.ts';
import { STATES, TCP } from './diag.ts';
import { ADDRESS_BYTES, AT } from './socket-record.ts';
import type { SocketRows } from './socket-rows.ts';

export class SocketTexts {
  private locals: Float64Array;
  private remotes: Float64Array;
  private readonly accounts: AccountNames;
  private readonly users = new Map<number, number>();
  /** What is asked for in each row is made once a table: NaN before. By protocol and version, and by state. */
  private readonly protocols = new Float64Array(4);
  private readonly states = new Float64Array(STATES.length + 1);
  private names: HostNames | null = null;
  private revision = 0;

  constructor(
    private readonly rows: SocketRows,
    private readonly interner: Interner,
    root: string,
  ) {
    this.accounts = new AccountNames(root);
    this.locals = new Float64Array(rows.capacity).fill(NaN);
    this.remotes = new Float64Array(rows.capacity).fill(NaN);
    rows.onGrow.push((capacity) => {
      this.locals = widen(this.locals, capacity);
      this.remotes = widen(this.remotes, capacity);
    });
    rows.onRemove.push((slot) => {
      this.locals[slot] = NaN;
      this.remotes[slot] = NaN;
    });
  }

  /** No frame holds the ids any more. */
  forget(): void {
    this.locals.fill(NaN);
    this.remotes.fill(NaN);
  }

  /** Before the texts of a table: names may have changed. */
  begin(): void {
    this.users.clear();
    this.protocols.fill(NaN);
    this.states.fill(NaN);
    this.accounts.refresh();
    if (this.names === null || this.names.revision === this.revision) return;
    this.revision = this.names.revision;
    this.remotes.fill(NaN);
  }

  /** Whom to ask what the other ends are called; null to write numbers. */
  resolveBy(names: HostNames | null): void {
    if (names !== this.names) this.remotes.fill(NaN);
    this.names = names;
  }

  /** Asks for the names of all other ends: they are known to a later sample. */
  askNames(): void {
    const { rows, names } = this;
    if (names !== null) for (let i = 0; i < rows.count; i++) names.nameOf(this.remoteAddress(rows.live[i] as number));
  }

  /** Address and port of this end. */
  local(slot: number): number {
    const id = this.locals[slot] as number;
    return id === id ? id : (this.locals[slot] = this.endpoint(slot, 0, AT.localPort));
  }

  remote(slot: number): number {
    const id = this.remotes[slot] as number;
    return id === id ? id : (this.remotes[slot] = this.namedRemote(slot) ?? this.endpoint(slot, 1, AT.remotePort));
  }

  /** The address of this end alone. */
  address(slot: number): number {
    const { rows } = this;
    return this.interner.idOf(addressText(rows.addresses, slot * 2 * ADDRESS_BYTES, rows.value(slot, AT.version)));
  }

  protocol(slot: number): number {
    const { protocols, rows } = this;
    const isTcp = rows.value(slot, AT.protocol) === TCP;
    const isLong = rows.value(slot, AT.version) === 6;
    const at = (isTcp ? 2 : 0) + (isLong ? 1 : 0);
    const id = protocols[at] as number;
    return id === id ? id : (protocols[at] = this.interner.idOf((isTcp ? 'tcp' : 'udp') + (isLong ? '6' : '')));
  }

  /** Of UDP whether it is connected. */
  state(slot: number): number {
    const { states } = this;
    // The last is for those that no kernel has yet.
    const state = Math.min(this.rows.value(slot, AT.state), STATES.length);
    const id = states[state] as number;
    return id === id ? id : (states[state] = this.interner.idOf(STATES[state] ?? ''));
  }

  user(slot: number): number {
    const uid = this.rows.value(slot, AT.uid);
    let id = this.users.get(uid);
    if (id === undefined) {
      id = this.interner.idOf(this.accounts.labelOf(uid));
      this.users.set(uid, id);
    }
    return id;
  }

  /** Null where the name of the other end is not known, or not asked for. */
  private namedRemote(slot: number): number | null {
    const { rows, interner } = this;
    const name = this.names?.nameOf(this.remoteAddress(slot)) ?? null;
    return name === null ? null : interner.idOf(`${name}:${rows.value(slot, AT.remotePort)}`);
  }

  private remoteAddress(slot: number): string {
    return addressText(this.rows.addresses, (slot * 2 + 1) * ADDRESS_BYTES, this.rows.value(slot, AT.version));
  }

  private endpoint(slot: number, end: 0 | 1, port: typeof AT.localPort | typeof AT.remotePort): number {
    const { rows, interner } = this;
    const at = (slot * 2 + end) * ADDRESS_BYTES;
    return interner.idOf(endpointText(rows.addresses, at, rows.value(slot, AT.version), rows.value(slot, port)));
  }
}

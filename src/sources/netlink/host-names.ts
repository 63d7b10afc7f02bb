// Asks DNS what addresses are called: the one place that talks to the network, and only with --resolve. Never waits, never
// has more than a few questions on their way, and never asks again for what it knows or what nobody knew of late.

import { Resolver } from 'node:dns/promises';

const MOST_QUESTIONS = 32;
const MOST_NAMES = 4096;
const TIMEOUT_MILLIS = 2_000;
/** Names may change, and a server may have been away. */
const KEPT_MILLIS = 600_000;
/** What a host may be called, and an underscore, which happens: anything else is not told. */
const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/;

export interface HostNamesOptions {
  /** For tests: other servers than those of the machine, as `127.0.0.1:5353`. */
  readonly servers?: readonly string[];
  readonly nowMillis?: () => number;
  readonly timeoutMillis?: number;
}

export class HostNames {
  /** Counts up when a name has come. */
  revision = 0;
  private readonly resolver: Resolver;
  private readonly known = new Map<string, { readonly name: string | null; readonly untilMillis: number }>();
  private readonly asked = new Set<string>();
  private readonly nowMillis: () => number;

  constructor({ servers, nowMillis = () => performance.now(), timeoutMillis = TIMEOUT_MILLIS }: HostNamesOptions = {}) {
    this.resolver = new Resolver({ timeout: timeoutMillis, tries: 1 });
    this.nowMillis = nowMillis;
    if (servers !== undefined) this.resolver.setServers(servers);
  }

  /** The name of an address, as far as it is known now; else null, and it is asked for. */
  nameOf(address: string): string | null {
    const known = this.known.get(address);
    if (known === undefined || known.untilMillis <= this.nowMillis()) void this.ask(address);
    return known?.name ?? null;
  }

  /** What is on its way is given up. */
  close(): void {
    this.resolver.cancel();
  }

  private async ask(address: string): Promise<void> {
    if (this.asked.has(address) || this.asked.size >= MOST_QUESTIONS || isOfThisMachine(address)) return;
    this.asked.add(address);
    const name = await this.reverse(address);
    this.asked.delete(address);
    // The oldest goes: a map keeps the order of what was put.
    const [oldest] = this.known.keys();
    if (this.known.size >= MOST_NAMES && oldest !== undefined) this.known.delete(oldest);
    this.known.delete(address);
    this.known.set(address, { name, untilMillis: this.nowMillis() + KEPT_MILLIS });
    if (name !== null) this.revision++;
  }

  /** Null where there is none, nobody answers in time, or it is no name. */
  private async reverse(address: string): Promise<string | null> {
    try {
      const [name] = await this.resolver.reverse(address);
      return name !== undefined && NAME.test(name) ? name : null;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return null;
      throw error;
    }
  }
}

function isOfThisMachine(address: string): boolean {
  return address === '*' || address === '::1' || address.startsWith('127.');
}

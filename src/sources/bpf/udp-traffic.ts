// Says what went through each UDP socket since somebody looks, as udp.bpf.c counts it. Must never be what a sample fails by:
// without it the amounts of UDP are unknown.

import { loadBpfObject, type BpfObject } from '../../native/bpf-object.ts';
import type { BpfMapReader } from '../../native/bpf-map.ts';
import { Standby } from './standby.ts';
import { probeTraffic } from './traffic.ts';

/** A cookie, and struct amounts of udp.bpf.c, as 32-bit words. */
const KEY_WORDS = 2;
const VALUE_WORDS = 4;
const HIGH_WORD = 2 ** 32;

export class UdpTraffic {
  private readonly counter: Standby<Counter>;
  /** Place in what was read last, by cookie. */
  private readonly places = new Map<number, number>();
  private read: BpfMapReader | null = null;

  constructor(root: string, onFailure: (reason: string) => void) {
    this.counter = new Standby(() => probeTraffic(root), () => new Counter(), onFailure);
  }

  /** Takes what was counted so far; false where nothing is. */
  update(): boolean {
    this.places.clear();
    this.read = null;
    return this.counter.use(({ map }) => {
      map.read();
      for (let i = 0; i < map.count; i++) this.places.set(wide(map.keys, i * KEY_WORDS), i * VALUE_WORDS);
      this.read = map;
    });
  }

  /** Payload bytes of the socket with this cookie as of the last update(); NaN where nothing is counted. */
  received(cookie: number): number {
    return this.amount(cookie, 0);
  }

  sent(cookie: number): number {
    return this.amount(cookie, 2);
  }

  /** Detached, the hooks cost nothing. What is counted later begins at 0. */
  rest(): void {
    this.read = null;
    this.counter.rest();
  }

  private amount(cookie: number, word: number): number {
    if (this.read === null) return NaN;
    const place = this.places.get(cookie);
    return place === undefined ? 0 : wide(this.read.values, place + word);
  }
}

class Counter {
  readonly map: BpfMapReader;
  private readonly object: BpfObject;

  constructor() {
    this.object = loadBpfObject('udp');
    try {
      this.map = this.object.map('sockets', KEY_WORDS, VALUE_WORDS);
      this.object.attach('count_udp_sent');
      this.object.attach('count_udp_received');
    } catch (error) {
      this.object.close();
      throw error;
    }
  }

  close(): void {
    this.object.close();
  }
}

/** A 64-bit word of two halves, exact to 2^53. */
function wide(words: Uint32Array, at: number): number {
  return (words[at] as number) + (words[at + 1] as number) * HIGH_WORD;
}

// What holds a TCP connection back, told from how its time since the sample before was spent (tcp_info, Linux 4.10).
// Pure. Must never guess: where the kernel does not tell, nothing is said.

/** What happened since the sample before; times in seconds, NaN where the kernel does not tell. */
export interface Spent {
  readonly seconds: number;
  /** Time in which there was something to send or an acknowledgement was waited for. */
  readonly busy: number;
  /** Of that: the other end had no room. */
  readonly receiverLimited: number;
  /** Of that: the send buffer of this end was full before the way was. */
  readonly bufferLimited: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Bytes that came and that the program has not read. */
  readonly unread: number;
}

export type Limit = 'idle' | 'peer' | 'application' | 'receiver' | 'send buffer' | 'network';

/** The largest share of the time since the sample before; null where it is not known. */
export function limitOf(spent: Spent): Limit | null {
  const { seconds, busy, receiverLimited, bufferLimited, bytesSent, bytesReceived, unread } = spent;
  if (!(seconds > 0) || Number.isNaN(busy + receiverLimited + bufferLimited)) return null;
  if (busy === 0) {
    // What was acknowledged within a tick of the kernel's clock took no time.
    if (unread > 0 || bytesSent > 0) return 'application';
    return bytesReceived > 0 ? 'peer' : 'idle';
  }
  const network = Math.max(0, busy - receiverLimited - bufferLimited);
  const idle = Math.max(0, seconds - busy);
  const most = Math.max(receiverLimited, bufferLimited, network, idle);
  if (most === network) return 'network';
  if (most === receiverLimited) return 'receiver';
  return most === bufferLimited ? 'send buffer' : 'application';
}

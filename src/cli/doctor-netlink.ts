// What doctor says of the connections: asks the kernel for all of them once. Must never leave the socket open.

import type { Outcome } from './doctor-checks.ts';

/** Of tcp_diag and udp_diag: kernels that are built by hand may lack them. */
const NO_DIAG = 'modprobe tcp_diag udp_diag inet_diag; the kernel needs CONFIG_INET_DIAG, INET_TCP_DIAG and INET_UDP_DIAG';
const NO_FAMILY = 'the kernel, or what stands in for it in this sandbox, has no NETLINK_SOCK_DIAG: run leaktop outside of it';
const NO_KOFFI = 'install leaktop with its optional packages: npm install -g leaktop --include=optional';

export async function checkConnections(root: string): Promise<Outcome> {
  const [{ createNetlink }, { countSockets }] = await Promise.all([
    import('../sources/netlink/companion.ts'),
    import('../sources/netlink/diag.ts'),
  ]);
  const availability = createNetlink(root).probe();
  if (availability.state === 'absent') {
    return absent(availability.reason, root === '/' ? NO_KOFFI : availability.hint);
  }
  let counts: ReturnType<typeof countSockets>;
  try {
    counts = countSockets();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return absent(`no connections, ports and interfaces: ${reason}`, reason.includes('ENOENT') ? NO_DIAG : NO_FAMILY);
  }
  const text = `${counts.tcp} TCP and ${counts.udp} UDP sockets told of, with RTT, losses and queues; interfaces, too`;
  if (availability.state === 'ok') return { state: 'ok', source: 'netlink', text, hint: '' };
  return { state: 'degraded', source: 'netlink', text: `${text}; ${availability.reason}`, hint: availability.hint };
}

function absent(text: string, hint: string): Outcome {
  return { state: 'absent', source: '', text, hint };
}

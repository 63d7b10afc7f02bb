// How an address and a port are written: 192.0.2.1:443, [2001:db8::1]:443, by RFC 5952. Pure.

/** Address and port; a port of 0 is `*`. */
export function endpointText(bytes: Uint8Array, at: number, version: number, port: number): string {
  const host = addressText(bytes, at, version);
  return `${host.includes(':') ? `[${host}]` : host}:${port === 0 ? '*' : port}`;
}

/** `bytes` from `at` on: four of IPv4, sixteen of IPv6. The address of none, or all, is `*`; an IPv4 one in IPv6 is written as IPv4. */
export function addressText(bytes: Uint8Array, at: number, version: number): string {
  const host = version === 4 ? dotted(bytes, at) : colonned(bytes, at);
  return host === '0.0.0.0' || host === '::' ? '*' : host;
}

function dotted(bytes: Uint8Array, at: number): string {
  return `${bytes[at] ?? 0}.${bytes[at + 1] ?? 0}.${bytes[at + 2] ?? 0}.${bytes[at + 3] ?? 0}`;
}

/** The longest run of zeros, of two groups at least and the first of equals, becomes `::`. */
function colonned(bytes: Uint8Array, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[at + 2 * i] ?? 0) << 8) | (bytes[at + 2 * i + 1] ?? 0));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return dotted(bytes, at + 12);
  let first = 0;
  let longest = 1;
  for (let from = 0; from < 8; from++) {
    let length = 0;
    while (from + length < 8 && groups[from + length] === 0) length++;
    if (length > longest) [first, longest] = [from, length];
  }
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (longest < 2) return text(groups);
  return `${text(groups.slice(0, first))}::${text(groups.slice(first + longest))}`;
}

// Addresses are written as everybody writes them; Node's own parser and the standard's examples are the referees.

import assert from 'node:assert/strict';
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressText, endpointText } from '../../../src/sources/netlink/address.ts';

const v6 = (...groups: readonly number[]): Uint8Array => Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));

const asRead = (address: string): string => new SocketAddress({ address, family: 'ipv6' }).address;

test('IPv4, any address and any port', () => {
  assert.equal(endpointText(Uint8Array.of(192, 0, 2, 1), 0, 4, 443), '192.0.2.1:443');
  assert.equal(endpointText(new Uint8Array(4), 0, 4, 22), '*:22');
  assert.equal(endpointText(new Uint8Array(16), 0, 6, 0), '*:*');
});

test('IPv6 as RFC 5952 has it: the longest run of zeros, the first of equals, never a single one', () => {
  assert.equal(endpointText(v6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), 0, 6, 443), '[2001:db8::1]:443');
  assert.equal(addressText(v6(0x2001, 0xdb8, 0, 0, 1, 0, 0, 1), 0, 6), '2001:db8::1:0:0:1');
  assert.equal(addressText(v6(0x2001, 0xdb8, 0, 1, 1, 1, 1, 1), 0, 6), '2001:db8:0:1:1:1:1:1');
  assert.equal(addressText(v6(0xfe80, 0, 0, 0, 0, 0, 0, 0), 0, 6), 'fe80::');
  assert.equal(addressText(v6(0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0207), 0, 6), '192.0.2.7');
});

test('any address is one that is read back as the same', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.array(fc.nat(7), { maxLength: 8 }), (bytes, zeros) => {
      for (const group of zeros) bytes.fill(0, group * 2, group * 2 + 2);
      const text = addressText(bytes, 0, 6);
      if (text === '*') return assert.ok(bytes.every((byte) => byte === 0));
      if (isIPv4(text)) return assert.deepEqual(text.split('.').map(Number), [...bytes.subarray(12)]);
      assert.ok(isIPv6(text), text);
      const full = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] as number) * 256 + (bytes[2 * i + 1] as number)).toString(16)).join(':');
      assert.equal(asRead(text), asRead(full));
      // In ::/96 Node writes the end as IPv4, which RFC 5952 leaves to prefixes that are known to hold such.
      if (bytes.subarray(0, 12).some((byte) => byte !== 0)) assert.equal(asRead(text), text);
    }),
  );
});

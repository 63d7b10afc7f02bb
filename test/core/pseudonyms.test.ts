import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ENTITIES } from '../../src/core/entity.ts';
import { textColumns } from '../../src/core/fields.ts';
import { IDENTITIES } from '../../src/core/fields/identity.ts';
import { Pseudonyms } from '../../src/core/pseudonyms.ts';

const octet = fc.integer({ min: 1, max: 254 });
const ipv4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
const group = fc.integer({ min: 0x1000, max: 0xffff }).map((number) => number.toString(16));
const ipv6 = fc.oneof(
  fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':')),
  fc.tuple(group, group).map(([a, b]) => `${a}::${b}`),
);
/** Letters no replacement is made of. */
const letters = fc.string({ unit: fc.constantFrom(...Array.from('bcfgjklmqvxyz')), minLength: 4, maxLength: 12 });
const path = fc.array(letters, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);

describe('pseudonyms', () => {
  it('are the same for the same thing and others for others, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom('user' as const, 'path' as const, 'address' as const), letters, letters, (identity, one, other) => {
        const names = new Pseudonyms();
        const first = names.replace(identity, one);
        assert.equal(names.replace(identity, other) === first, one === other);
        assert.equal(names.replace(identity, one), first);
        assert.equal(names.original(first), one);
      }),
    );
  });

  it('let no address, user or path through, in a command line or in prose', () => {
    const original = fc.record({ user: letters, path, address: fc.oneof(ipv4, ipv6) });
    fc.assert(
      fc.property(original, letters, ({ user, path, address }, secret) => {
        const names = new Pseudonyms();
        names.addPerson(user);
        const bracketed = address.includes(':') ? `[${address}]` : address;
        const line = `/usr/bin/python3 ${path} --file=${path} -u ${user} --to ${bracketed}:5432 http://${bracketed}:80/ ${user}@${secret} -p${secret} ${address}`;
        const prose = `${user} holds ${path}, 3 GB at 12:03:11; (${path}) to ${bracketed}:22 of ${user}`;
        for (const told of [names.replace('line', line), names.replace('words', `HOME=${path} WHO=${user} AT=${address}`), names.replace('prose', prose)]) {
          for (const text of [user, path, address, secret]) assert.ok(!told.includes(text), `${text} in ${told}`);
        }
      }),
    );
  });

  it('leave what identifies nobody', () => {
    const names = new Pseudonyms();
    for (const text of ['', '-', '*', '?', '/']) assert.equal(names.replace('path', text), text);
    assert.equal(names.replace('user', '4711'), '4711');
    assert.equal(names.replace('program', 'kworker/0:1H-events'), 'kworker/0:1H-events');
    assert.equal(names.replace('prose', 'OOM: 12:03:11 killed 4711, see /proc/4711/fd/7'), 'OOM: 12:03:11 killed 4711, see /proc/4711/fd/7');
    assert.equal(names.replace('line', 'redis-server -v --port 6379'), 'redis-server -v --port 6379');
  });

  it('read as what they stand for', () => {
    const names = new Pseudonyms();
    names.replace('user', 'alice');
    assert.equal(names.replace('address', '10.0.0.7:443'), 'address-1:443');
    assert.equal(names.replace('address', '[2001:db8::1]:22'), 'address-2:22');
    assert.equal(names.replace('address', '2001:db8::1'), 'address-2');
    assert.equal(names.replace('address', '*:*'), '*:*');
    assert.equal(names.replace('unit', 'billing.service'), 'unit-1.service');
    assert.equal(names.replace('users', 'alice,wheel'), 'user-1,user-2');
    assert.equal(names.replace('line', '/usr/sbin/sshd: alice@pts/0'), 'sshd: /path-1');
    assert.equal(names.replace('line', 'psql -h 10.0.0.7 -U alice --db=sales'), 'psql -h address-1 -U user-1 --db=word-1');
  });

  it('replace a person wherever the name stands, and nobody in the middle of a word', () => {
    const names = new Pseudonyms();
    names.addPerson('ann');
    names.addPerson('ann-marie');
    names.addPerson('a.b');
    assert.equal(names.replace('program', 'ann'), 'user-1');
    assert.equal(names.replace('program', 'ann-marie.sh'), 'user-2.sh');
    assert.equal(names.replace('program', 'annotate acb'), 'annotate acb');
  });

  it('are declared for every field of texts', () => {
    for (const entity of ENTITIES) assert.deepEqual(Object.keys(IDENTITIES[entity]).sort(), [...textColumns(entity)].sort(), entity);
  });
});

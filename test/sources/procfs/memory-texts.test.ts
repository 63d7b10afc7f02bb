// The texts about what the kernel's memory consists of: as kernels write them, and as nobody would.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseArcSize, parseBalloon, parseProcessorLists, parseSockets } from '../../../src/sources/procfs/memory-beside.ts';
import { askableMounts, parseAllocations, parseSegments, parseSlabs } from '../../../src/sources/procfs/memory-texts.ts';

const SLABS = `slabinfo - version: 2.1
# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>
dentry             95000  96000    192   21    1 : tunables    0    0    0 : slabdata   4500   4571      0
kmalloc-8k            60     64   8192    4    8 : tunables    0    0    0 : slabdata     16     16      0
`;
const SEGMENTS = `       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap
         0         65  1600             104857600  4711  4712      0  1000  1000  1000  1000 1700000000          0 1700000000             104857600                     0
`;
const MOUNTS = `/dev/sda1 / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
tmpfs /run/user\\0401000 tmpfs rw 0 0
server:/x /mnt nfs4 rw 0 0
tmpfs /mnt/deep tmpfs rw 0 0
udev /dev devtmpfs rw 0 0
tmpfs /covered tmpfs rw 0 0
user@host: /covered fuse.sshfs rw 0 0
`;
const SITES = `allocinfo - version: 1.0
#     <size>  <calls> <tag info>
     1048576      256 drivers/net/virtio.c:12 [virtio_net] func:add_buf
           0        0 mm/memory.c:4214 func:alloc_anon_folio
`;

test('a slab cache takes its slabs, and says how many objects are in use', () => {
  assert.deepEqual(parseSlabs(SLABS, 4096), [
    { name: 'dentry', objects: 95_000, bytes: 4571 * 4096 },
    { name: 'kmalloc-8k', objects: 60, bytes: 16 * 8 * 4096 },
  ]);
});

test('a segment is found by the names of the columns', () => {
  assert.deepEqual(parseSegments(SEGMENTS), [{ id: 65, bytes: 104_857_600, attached: 0, uid: 1000 }]);
  assert.deepEqual(parseSegments('key shmid\n1 2\n'), []);
});

test('only file systems in memory are asked, and none behind a server or a program', () => {
  assert.deepEqual(askableMounts(MOUNTS), ['/run', '/run/user 1000', '/dev']);
});

test('a call site has its file, line, module and function', () => {
  assert.deepEqual(parseAllocations(SITES), [
    { site: 'drivers/net/virtio.c:12 [virtio_net] add_buf', bytes: 1_048_576, calls: 256 },
    { site: 'mm/memory.c:4214 alloc_anon_folio', bytes: 0, calls: 0 },
  ]);
});

test('free pages in the lists of processors are added up over zones and processors', () => {
  const processor = (cpu: number, count: number): string => `    cpu: ${cpu}\n              count:    ${count}\n              high:     9\n`;
  const zone = (...counts: number[]): string => `Node 0, zone   Normal\n  pages free     7\n  pagesets\n${counts.map((count, cpu) => processor(cpu, count)).join('')}`;
  assert.equal(parseProcessorLists(zone(100, 7) + zone(0, 3000)), 3107);
  assert.ok(Number.isNaN(parseProcessorLists(null)));
});

test('sockets, balloon and ARC are what their lines say; unknown where there are none', () => {
  const sockets = 'sockets: used 41\nTCP: inuse 16 orphan 0 tw 0 alloc 16 mem 100\nUDP: inuse 1 mem 5\nFRAG: inuse 1 memory 77\n';
  assert.equal(parseSockets(sockets, 4096), 105 * 4096 + 77);
  assert.equal(parseBalloon('pgfault 1\nballoon_inflate 500\nballoon_deflate 200\n'), 300);
  assert.equal(parseArcSize('9 1 0x01\nsize                            4    123456\nc_max 4 9\n'), 123_456);
  for (const unknown of [parseSockets(null, 4096), parseBalloon('pgfault 1\n'), parseArcSize(null)]) assert.ok(Number.isNaN(unknown));
});

test('parsers survive cut off and random texts', () => {
  const cut = fc.constantFrom(SLABS, SEGMENTS, MOUNTS, SITES).chain((text) => fc.nat(text.length).map((end) => text.slice(0, end)));
  fc.assert(
    fc.property(fc.oneof(cut, fc.string({ unit: 'binary' })), (text) => {
      for (const { bytes } of [...parseSlabs(text, 4096), ...parseSegments(text), ...parseAllocations(text)]) assert.ok(bytes >= 0);
      assert.ok(askableMounts(text).every((path) => path !== ''));
      for (const bytes of [parseSockets(text, 4096), parseBalloon(text), parseArcSize(text)]) assert.ok(!(bytes < 0));
    }),
  );
});

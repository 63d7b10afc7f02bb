// What a command line says about the memory of its process.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { memoryLimitsOf } from '../../src/diagnose/process-facts.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

describe('what a command line says about memory', () => {
  const cases: [line: string, cache: number, heap: number][] = [
    ['/usr/bin/java -Xms64m -Xmx300m -jar a.jar', NaN, 300 * MIB],
    ['java -Xmx1g -XX:MaxHeapSize=2G Main', NaN, 2 * GIB],
    ['node --max-old-space-size=4096 server.js', NaN, 4 * GIB],
    ['/opt/node/bin/node --max_old_space_size 512 server.js', NaN, 512 * MIB],
    ['redis-server *:6379 --maxmemory 512mb', 512 * MIB, NaN],
    ['memcached -u root -m 48 -p 11211', 48 * MIB, NaN],
    ['memcached --memory-limit=64', 64 * MIB, NaN],
    ['/usr/sbin/mysqld --innodb-buffer-pool-size=1073741824', GIB, NaN],
    ['mongod --wiredTigerCacheSizeGB 0.5', GIB / 2, NaN],
    ['varnishd -a :80 -s malloc,256M', 256 * MIB, NaN],
    ['php8.2 -d memory_limit=128M run.php', NaN, 128 * MIB],
    ['java -Xmx', NaN, NaN],
    ['memcached -m lots', NaN, NaN],
    ['memcached -m 0', NaN, NaN],
    ['grep -m 48 memcached', NaN, NaN],
    ['constructor -m 48', NaN, NaN],
    ['', NaN, NaN],
  ];
  for (const [line, cacheLimitBytes, heapLimitBytes] of cases) {
    it(`"${line}"`, () => {
      assert.deepEqual(memoryLimitsOf(line === '' ? [] : line.split(' ')), { cacheLimitBytes, heapLimitBytes });
    });
  }

  it('whatever stands in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.constantFrom('java', 'memcached', 'php'), (args, program) => {
        const { cacheLimitBytes, heapLimitBytes } = memoryLimitsOf([program, ...args]);
        for (const bytes of [cacheLimitBytes, heapLimitBytes]) assert.ok(Number.isNaN(bytes) || bytes > 0);
      }),
    );
  });
});

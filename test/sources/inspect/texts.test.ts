import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parsePasswd } from '../../../src/sources/inspect/name-service.ts';
import { parseCgroups, parseLimits, parseMemoryLines, parseStart } from '../../../src/sources/inspect/texts.ts';
import { statText } from '../../support/proc-tree.ts';

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max open files            1024                 524288               files     
Max nice priority         0                    0                    
Max realtime timeout      unlimited            unlimited            us        
`;

describe('parseLimits', () => {
  it('reads names of several words, and limits without a unit', () => {
    assert.deepEqual(parseLimits(LIMITS), [
      { name: 'Max cpu time', soft: 'unlimited', hard: 'unlimited', unit: 'seconds' },
      { name: 'Max open files', soft: '1024', hard: '524288', unit: 'files' },
      { name: 'Max nice priority', soft: '0', hard: '0', unit: '' },
      { name: 'Max realtime timeout', soft: 'unlimited', hard: 'unlimited', unit: 'us' },
    ]);
  });
});

describe('parseMemoryLines', () => {
  it('reads Vm and Rss lines in bytes, and nothing a name could forge', () => {
    const text = 'Name:\tVmRSS:\\n\nVmPeak:\t  200 kB\nRssAnon:\t   4 kB\nThreads:\t9\nVmSwap:\t0 kB\n';
    assert.deepEqual(parseMemoryLines(text), { VmPeak: 204_800, RssAnon: 4_096, VmSwap: 0 });
  });
});

describe('parseStart', () => {
  it('reads field 22 whatever the name holds', () => {
    assert.equal(parseStart(statText(5, { start: 777, comm: 'a) R 1 (b) ' })), 777);
    assert.ok(Number.isNaN(parseStart(Buffer.from('5 (x) S 1'))));
  });
});

describe('parseCgroups', () => {
  it('keeps the lines as the kernel writes them', () => {
    assert.deepEqual(parseCgroups('5:memory:/a b\n0::/\n'), ['5:memory:/a b', '0::/']);
  });
});

describe('parsePasswd', () => {
  it('takes the uids asked for, and no other line', () => {
    const text = 'root:x:0:0::/:/bin/sh\nldap user:x:70000:1::/:/\nother:x:8:8::/:/\n:x:9:1::\nodd\n';
    assert.deepEqual(parsePasswd(text, new Set([0, 70_000, 9])), [[0, 'root'], [70_000, 'ldap user']]);
  });
});

it('no text makes a parser throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      const text = buffer.toString('utf8');
      parseStart(buffer);
      parseLimits(text);
      parseCgroups(text);
      parseMemoryLines(text);
      parsePasswd(text, new Set([0]));
    }),
  );
});

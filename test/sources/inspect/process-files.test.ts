import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { GuardedFiles } from '../../../src/sources/inspect/guarded-files.ts';
import { ProcessFiles } from '../../../src/sources/inspect/process-files.ts';
import { ProcTree } from '../../support/proc-tree.ts';

let tree: ProcTree | undefined;
afterEach(() => {
  tree?.dispose();
  tree = undefined;
});

function setUp(skip: number[] = [], onRead: (file: string) => void = () => undefined) {
  tree = new ProcTree().host().process(5, { start: 700 });
  const reads: string[] = [];
  let open = 0;
  const guard = {
    enter: (pid: number, file: string): void => {
      assert.equal(open++, 0);
      reads.push(`${pid}/${file}`);
      onRead(file);
    },
    leave: (): void => {
      assert.equal(--open, 0);
    },
  };
  return { tree, reads, files: new ProcessFiles(new GuardedFiles(tree.root, guard, (pid) => skip.includes(pid))) };
}

const KEY = { pid: 5, start: 700 };

describe('ProcessFiles', () => {
  it('reads a command line, and checks before and after that it is the same process', () => {
    const { files, tree: t, reads } = setUp();
    t.write('proc/5/cmdline', 'a\0b c\0');
    assert.deepEqual(files.commandLines([KEY]), [{ key: KEY, text: 'a b c' }]);
    assert.deepEqual(reads, ['5/stat', '5/cmdline', '5/stat']);
  });

  it('gives no command line of a process that took the pid while it was read', () => {
    const { files, tree: t } = setUp([], (file) => {
      if (file === 'cmdline') tree?.process(5, { start: 900 });
    });
    t.write('proc/5/cmdline', 'someone else\0');
    assert.deepEqual(files.commandLines([KEY]), [{ key: KEY, text: null }]);
    assert.deepEqual(files.details({ pid: 5, start: 700 }).missing, ['process 5 has ended']);
  });

  it('does not touch a process that is to be skipped', () => {
    const { files, reads } = setUp([5]);
    assert.deepEqual(files.commandLines([KEY, { pid: 6, start: 1 }])[0], { key: KEY, text: null });
    assert.match(files.details(KEY).missing[0] ?? '', /process 5 is not read/);
    assert.deepEqual(reads, ['6/stat']);
  });

  it('reads the details, and names what it could not read', () => {
    const { files, tree: t } = setUp();
    t.write('proc/5/cmdline', 'x\0').write('proc/5/cgroup', '0::/system.slice\n').write('proc/5/fd/0', '').write('proc/5/fd/1', '');
    t.write('proc/5/status', 'VmRSS:\t 8 kB\n');
    symlinkSync('/usr/bin/x (deleted)', join(t.root, 'proc/5/exe'));
    assert.deepEqual(files.details(KEY), {
      key: KEY,
      commandLine: 'x',
      executable: '/usr/bin/x (deleted)',
      workingDirectory: null,
      cgroups: ['0::/system.slice'],
      limits: [],
      memory: { VmRSS: 8192 },
      openFiles: 2,
      missing: ['working directory: there is none', 'limits: there is none'],
    });
  });

  it('reads no more of a command line than is shown', () => {
    const { files, tree: t } = setUp();
    t.write('proc/5/cmdline', `${'é'.repeat(100_000)}\0`);
    assert.equal(files.commandLines([KEY])[0]?.text, 'é'.repeat(2048));
  });
});

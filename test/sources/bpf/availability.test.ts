// What is missing for BPF is named, the first thing that is, with what would help.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { missingInKernel } from '../../../src/sources/bpf/availability.ts';
import { ProcTree } from '../../support/proc-tree.ts';

const ROOT_RIGHTS = 'CapEff:\t000001ffffffffff\n';
const NEEDS = [6, 3] as const;

it('names what the kernel or the user lacks', (t) => {
  const tree = new ProcTree().write('proc/self/status', 'CapEff:\t0000000000000000\n');
  t.after(() => tree.dispose());
  const reasonOf = (release: string): string => {
    const missing = missingInKernel({ root: tree.root, release }, NEEDS);
    return missing === null || missing.state === 'ok' ? 'nothing' : missing.reason;
  };
  assert.match(reasonOf('6.2.16-generic'), /^Linux 6\.2\.16-generic has no hook/);
  assert.match(reasonOf('5.14.0'), /has no hook/);
  assert.match(reasonOf('6.3.0'), /types are laid out/);
  tree.write('sys/kernel/btf/vmlinux', '');
  assert.match(reasonOf('6.18.4'), /only root/);
  // CAP_BPF and CAP_PERFMON together, or all; one of the two is not enough.
  tree.write('proc/self/status', 'CapEff:\t0000008000000000\n');
  assert.match(reasonOf('7.0.1'), /only root/);
  for (const rights of [ROOT_RIGHTS, 'CapEff:\t000000c000000000\n']) {
    tree.write('proc/self/status', rights);
    assert.equal(reasonOf('7.0.1'), 'nothing', 'a kernel without namespaces has one for all');
  }
});

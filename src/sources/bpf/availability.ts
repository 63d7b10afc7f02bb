// Whether the kernel lets this process use BPF, found out without loading anything. Must never change anything.

import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { endianness, release } from 'node:os';
import { join } from 'node:path';
import type { Availability } from '../../core/frame.ts';
import { LIBBPF_HINT } from '../../native/bpf-object.ts';
import { loadLibbpf } from '../../native/libbpf.ts';

/** Bits of CapEff, linux/capability.h. */
const CAP_SYS_ADMIN = 21n;
const CAP_PERFMON = 38n;
const CAP_BPF = 39n;
/** PROC_PID_INIT_INO and PROC_TIME_INIT_INO, linux/proc_ns.h: the namespaces of the machine itself. */
const INITIAL = { pid: 'pid:[4026531836]', time: 'time:[4026531834]' };

/** Where what is asked about is found: another tree in tests. */
export interface BpfWorld {
  /** Of proc and sys: '/' on a real machine. */
  readonly root: string;
  /** uname -r. */
  readonly release: string;
}

/** `needs` is the first version of Linux that has what the programs hook. */
export function probeBpf(root: string, needs: readonly [major: number, minor: number]): Availability {
  if (process.platform !== 'linux') return absent('BPF is a part of Linux', '');
  if (root !== '/') return absent('BPF sees this machine only, not another root', '');
  if (endianness() !== 'LE') return absent('the BPF programs are made for little-endian machines', '');
  const missing = missingInKernel({ root, release: release() }, needs);
  if (missing !== null) return missing;
  const library = loadLibbpf();
  return library.ok ? { state: 'ok' } : absent(library.reason, LIBBPF_HINT);
}

/** What of the kernel and of the rights of this process is missing, the first that is; null for nothing. */
export function missingInKernel(world: BpfWorld, [major, minor]: readonly [number, number]): Availability | null {
  const [ownMajor = 0, ownMinor = 0] = world.release.split('.', 2).map((word) => Number.parseInt(word, 10));
  if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
    return absent(`Linux ${world.release} has no hook for this`, `Linux ${major}.${minor} or later has it`);
  }
  if (!existsSync(join(world.root, 'sys/kernel/btf/vmlinux'))) {
    return absent('the kernel does not say how its types are laid out (/sys/kernel/btf/vmlinux)', 'a kernel with CONFIG_DEBUG_INFO_BTF');
  }
  if (!hasRights(world.root)) return absent('only root may load BPF programs', 'start leaktop as root: sudo leaktop');
  for (const [name, initial] of Object.entries(INITIAL)) {
    if (!isIn(world.root, name, initial)) {
      return absent(`the ${name} namespace of a container is another than that of the kernel`, 'start leaktop on the host');
    }
  }
  return null;
}

function hasRights(root: string): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync(join(root, 'proc/self/status'), 'latin1'))?.[1] ?? '0';
  const has = (bit: bigint): boolean => ((BigInt(`0x${effective}`) >> bit) & 1n) === 1n;
  return has(CAP_SYS_ADMIN) || (has(CAP_BPF) && has(CAP_PERFMON));
}

/** A kernel without such namespaces has no such link: then there is one for all. */
function isIn(root: string, name: string, initial: string): boolean {
  try {
    return readlinkSync(join(root, 'proc/self/ns', name)) === initial;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}

function absent(reason: string, hint: string): Availability {
  return { state: 'absent', reason, hint };
}

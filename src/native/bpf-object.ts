// Owns a BPF object in the kernel: loads it, attaches its programs, and lets everything go again.
// Must leave nothing behind: all is held by descriptors of this process, nothing is pinned, so that the kernel frees it
// when the process ends however it ends; a thread that ends frees what it loaded, also when it ends by an error.

import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { BpfError } from './bpf-error.ts';
import { BpfIterator } from './bpf-iterator.ts';
import { BpfMapReader } from './bpf-map.ts';
import { errnoName } from './koffi.ts';
import { loadLibbpf, type Libbpf, type Pointer } from './libbpf.ts';
import { undisturbed } from './undisturbed.ts';

const open = new Set<BpfObject>();

export const LIBBPF_HINT = 'install libbpf: apt install libbpf1, dnf install libbpf, apk add libbpf';

/**
 * Loads `assets/bpf/NAME.bpf.o` into the kernel. Throws a BpfError: no koffi, no libbpf, refused, a kernel that lacks
 * what the programs read.
 */
export function loadBpfObject(name: string): BpfObject {
  return undisturbed(() => load(name));
}

function load(name: string): BpfObject {
  const library = loadLibbpf();
  if (!library.ok) throw new BpfError(library.reason, LIBBPF_HINT);
  const lib = library.value;
  // From src/native as well as from dist/app.
  const file = readFileSync(new URL(`../../assets/bpf/${name}.bpf.o`, import.meta.url));
  const pointer = lib.openMem(file);
  if (lib.isError(pointer)) throw failure(lib, 'libbpf cannot read the BPF object');
  if (lib.load(pointer) < 0) {
    const error = failure(lib, 'the kernel does not take the BPF program');
    lib.close(pointer);
    throw error;
  }
  if (open.size === 0) process.once('exit', closeAll);
  const object = new BpfObject(lib, pointer);
  open.add(object);
  return object;
}

export class BpfObject {
  private readonly links: Pointer[] = [];

  constructor(
    private readonly lib: Libbpf,
    private readonly pointer: Pointer,
  ) {}

  /** Attaches a program to what its section names; it stays so until close(). */
  attach(program: string): void {
    this.link(program);
  }

  /** A program that runs whenever it is read, and tells a record after the other. */
  iterator(program: string): BpfIterator {
    return new BpfIterator(this.lib.linkFd(this.link(program)), this.lib);
  }

  /** A hash map, whose keys and values are so many 32-bit words long. */
  map(name: string, keyWords: number, valueWords: number): BpfMapReader {
    return new BpfMapReader(this.mapFd(name), keyWords, valueWords, this.lib);
  }

  /** Takes the oldest value out of a queue; false when it is empty. `value` is as long as the map's. */
  pop(fd: number, value: Uint8Array): boolean {
    if (this.lib.pop(fd, value) === 0) return true;
    if (this.lib.errno() === constants.errno.ENOENT) return false;
    throw failure(this.lib, 'a BPF queue cannot be read');
  }

  /** The descriptor of a map. It is closed with the object. */
  mapFd(name: string): number {
    const fd = this.lib.findMapFd(this.pointer, name);
    if (fd < 0) throw failure(this.lib, `the BPF object has no map ${name}`);
    return fd;
  }

  /** Detaches what is attached and frees the rest. May be called again. */
  close(): void {
    if (!open.delete(this)) return;
    if (open.size === 0) process.removeListener('exit', closeAll);
    for (const link of this.links.splice(0)) this.lib.destroyLink(link);
    this.lib.close(this.pointer);
  }

  private link(program: string): Pointer {
    const { lib } = this;
    const link = undisturbed(() => lib.attach(lib.findProgram(this.pointer, program)));
    if (lib.isError(link)) throw failure(lib, `${program} cannot be attached`);
    this.links.push(link);
    return link;
  }
}

function closeAll(): void {
  for (const object of open) object.close();
}

const HINTS: Readonly<Record<string, string>> = {
  EPERM: 'start leaktop as root outside of a container; kernel lockdown and seccomp filters refuse BPF too',
  EACCES: 'please report this with the version of the kernel: its verifier refuses the program',
  ESRCH: 'a newer kernel has it (docs/bpf.md says which)',
  ENOENT: 'a newer kernel has it (docs/bpf.md says which)',
};

function failure(lib: Libbpf, what: string): BpfError {
  const errno = errnoName(lib.errno());
  return new BpfError(`${what} (${errno})`, HINTS[errno] ?? 'a newer kernel may do (docs/bpf.md says what is needed)');
}

// Owns the calls into the system's libbpf (libbpf.h, bpf.h). Bound when it is asked for, never at start-up.
// Must give nothing a meaning: bpf-object.ts and bpf-map.ts do.

import { loadKoffi, type Loaded } from './koffi.ts';
import { undisturbed } from './undisturbed.ts';

/** What libbpf has given: only to be passed back to it. */
export type Pointer = unknown;

export interface Libbpf {
  openMem(bytes: Buffer): Pointer;
  load(object: Pointer): number;
  close(object: Pointer): void;
  findProgram(object: Pointer, name: string): Pointer;
  attach(program: Pointer): Pointer;
  destroyLink(link: Pointer): void;
  /** The descriptor of a link, which stays the link's. */
  linkFd(link: Pointer): number;
  /** A descriptor that is read once: the program of the link runs meanwhile. */
  createIterator(linkFd: number): number;
  findMapFd(object: Pointer, name: string): number;
  /** `count` says how many there is room for, then how many there are. */
  lookupBatch(fd: number, from: Uint32Array | null, next: Uint32Array, keys: Uint32Array, values: Uint32Array, count: Uint32Array): number;
  deleteBatch(fd: number, keys: Uint32Array, count: Uint32Array): number;
  /** Takes the oldest value out of a queue. */
  pop(fd: number, value: Uint8Array): number;
  /** Whether an answer that should be a pointer is none. */
  isError(pointer: Pointer): boolean;
  /** errno of the last call that answered a negative number or no pointer. */
  errno(): number;
}

/** The second is libbpf before 1.0, as older distributions have it. */
const NAMES = ['libbpf.so.1', 'libbpf.so.0'];
/** Makes libbpf before 1.0 report errors as later ones do; those ignore it. */
const STRICT = 0xffff_ffff;

let bound: Loaded<Libbpf> | undefined;

/** The system's libbpf, or why it cannot be called. Tried once. */
export function loadLibbpf(): Loaded<Libbpf> {
  bound ??= undisturbed(bind);
  return bound;
}

function bind(): Loaded<Libbpf> {
  const koffi = loadKoffi();
  if (!koffi.ok) return koffi;
  let reason = '';
  for (const name of NAMES) {
    try {
      const library = koffi.value.load(name);
      return { ok: true, value: bindTo((prototype) => library.func(prototype), () => koffi.value.errno()) };
    } catch (error) {
      reason ||= error instanceof Error ? error.message : String(error);
    }
  }
  return { ok: false, reason: `libbpf cannot be loaded: ${reason}` };
}

type Func = (prototype: string) => (...words: unknown[]) => unknown;

function bindTo(func: Func, errno: () => number): Libbpf {
  // It would write on the terminal what it meets; errors are told by errno.
  func('void* libbpf_set_print(void* fn)')(null);
  func('int libbpf_set_strict_mode(uint32_t mode)')(STRICT);
  const openMem = func('void* bpf_object__open_mem(const void* bytes, size_t size, const void* options)');
  const load = func('int bpf_object__load(void* object)');
  const close = func('void bpf_object__close(void* object)');
  const findProgram = func('void* bpf_object__find_program_by_name(const void* object, const char* name)');
  const attach = func('void* bpf_program__attach(void* program)');
  const destroyLink = func('int bpf_link__destroy(void* link)');
  const linkFd = func('int bpf_link__fd(const void* link)');
  const createIterator = func('int bpf_iter_create(int fd)');
  const findMapFd = func('int bpf_object__find_map_fd_by_name(const void* object, const char* name)');
  const lookupBatch = func(
    'int bpf_map_lookup_batch(int fd, void* from, void* next, void* keys, void* values, void* count, const void* options)',
  );
  const deleteBatch = func('int bpf_map_delete_batch(int fd, const void* keys, void* count, const void* options)');
  const pop = func('int bpf_map_lookup_and_delete_elem(int fd, const void* key, void* value)');
  const errorOf = func('long libbpf_get_error(const void* pointer)');
  return {
    openMem: (bytes) => openMem(bytes, bytes.length, null),
    load: (object) => Number(load(object)),
    close: (object) => void close(object),
    findProgram: (object, name) => findProgram(object, name),
    attach: (program) => attach(program),
    destroyLink: (link) => void destroyLink(link),
    linkFd: (link) => Number(linkFd(link)),
    createIterator: (fd) => Number(createIterator(fd)),
    findMapFd: (object, name) => Number(findMapFd(object, name)),
    lookupBatch: (fd, from, next, keys, values, count) => Number(lookupBatch(fd, from, next, keys, values, count, null)),
    deleteBatch: (fd, keys, count) => Number(deleteBatch(fd, keys, count, null)),
    pop: (fd, value) => Number(pop(fd, null, value)),
    isError: (pointer) => pointer === null || Number(errorOf(pointer)) !== 0,
    errno,
  };
}

// What a test needs of the machine it runs on, and what happens where that is missing.
// Locally such a test is skipped by name; where LEAKTOP_REQUIRE names the need, the same test fails instead.
// Must never let a test pass that did not run.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';

interface Requirement {
  /** True where the machine has it. */
  readonly probe: () => boolean;
  /** How to get it, for the reason text. */
  readonly hint: string;
}

const TABLE = {
  root: { probe: () => process.getuid?.() === 0, hint: 'run as root' },
  linux: { probe: () => process.platform === 'linux', hint: 'run on Linux' },
  pty: { probe: () => existsSync('/dev/ptmx') && existsSync('/dev/pts'), hint: 'mount devpts' },
  tmux: { probe: () => onPath('tmux'), hint: 'apt-get install tmux' },
  top: { probe: () => onPath('top') && onPath('ps'), hint: 'apt-get install procps' },
  htop: { probe: () => onPath('htop'), hint: 'apt-get install htop' },
  gcc: { probe: canCompile, hint: 'apt-get install gcc libc6-dev' },
  extrausers: { probe: hasExtraUsers, hint: 'apt-get install libnss-extrausers' },
  'cgroup-v1': {
    probe: () => existsSync('/sys/fs/cgroup/memory/memory.limit_in_bytes'),
    hint: 'boot with a v1 memory cgroup',
  },
  'cgroup-v1-pids': {
    probe: () => existsSync('/sys/fs/cgroup/pids/tasks'),
    hint: 'boot with a v1 pids cgroup',
  },
  'cgroup-v2': {
    probe: () => readWords('/sys/fs/cgroup/cgroup.controllers').includes('memory'),
    hint: 'boot with the unified hierarchy and its memory controller',
  },
  unshare: {
    probe: () => runs('unshare', ['--fork', '--pid', '--mount-proc', 'true']),
    hint: 'apt-get install util-linux, run as root with the right to make namespaces',
  },
  tun: {
    probe: () => runs('unshare', ['--net', 'ip', 'tuntap', 'add', 'dev', 'leaktop0', 'mode', 'tun']),
    hint: 'run as root with /dev/net/tun, apt-get install iproute2 util-linux',
  },
  node22: {
    probe: () => runs(process.env['LEAKTOP_NODE22'] ?? '', ['-e', 'process.exit(0)']),
    hint: 'set LEAKTOP_NODE22 to a Node 22 binary',
  },
  bpf: {
    probe: () => process.getuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux') && runs('bpftool', ['prog', 'show']) && hasLibbpf(),
    hint: 'run as root on a kernel with BTF, apt-get install libbpf1 bpftool',
  },
  'bpf-compiler': {
    probe: () => /version 14\./.test(answerOf('clang', ['--version'])) && onPath('llvm-strip') && existsSync('/usr/include/bpf/bpf_helpers.h'),
    hint: 'on Debian 12, which has clang 14: apt-get install clang llvm libbpf-dev',
  },
  'before-6.3': {
    probe: () => process.platform === 'linux' && isBefore(release(), 6, 3),
    hint: 'npm run test:kernel61, which makes up a machine with Linux 6.1',
  },
  'network-registry': {
    probe: () => runs('npm', ['view', 'koffi', 'version', '--fetch-retries=2', '--fetch-timeout=30000']),
    hint: 'reach the npm registry',
  },
} satisfies Record<string, Requirement>;

/** A thing a test may need: a row of the table, or any program on the PATH. */
export type Need = keyof typeof TABLE | `tool:${string}`;

const ASKED = new Map<Need, boolean>();

/**
 * Options for `test(name, requires('root', 'tmux'), fn)`. Empty where everything is there, else a skip that says what is
 * missing; where LEAKTOP_REQUIRE (a comma list of needs, or `all`) says it must be there, a signal already aborted, which
 * makes node:test fail this one test with the reason and never call its body.
 */
export function requires(...needs: Need[]): { skip?: string; signal?: AbortSignal } {
  const missing = needs.filter((need) => !has(need));
  if (missing.length === 0) return {};
  const reason = `needs ${missing.map((need) => `${need} (${requirement(need).hint})`).join(', ')}`;
  const demanded = missing.filter((need) => isDemanded(need));
  if (demanded.length === 0) return { skip: reason };
  return { signal: AbortSignal.abort(new Error(`LEAKTOP_REQUIRE names ${demanded.join(', ')}, but the test ${reason}`)) };
}

/** True where the machine has what `need` names; asked once a process. */
export function has(need: Need): boolean {
  let answer = ASKED.get(need);
  if (answer === undefined) {
    answer = requirement(need).probe();
    ASKED.set(need, answer);
  }
  return answer;
}

function isDemanded(need: Need): boolean {
  const demanded = (process.env['LEAKTOP_REQUIRE'] ?? '').split(',').map((word) => word.trim());
  return demanded.includes('all') || demanded.includes(need);
}

function requirement(need: Need): Requirement {
  if (need.startsWith('tool:')) {
    const tool = need.slice('tool:'.length);
    return { probe: () => onPath(tool), hint: `put ${tool} on the PATH` };
  }
  return TABLE[need as keyof typeof TABLE];
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [ownMajor = NaN, ownMinor = NaN] = version.split('.').map((word) => Number.parseInt(word, 10));
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}

function onPath(tool: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => folder !== '' && existsSync(`${folder}/${tool}`));
}

function runs(command: string, args: readonly string[]): boolean {
  return command !== '' && spawnSync(command, args, { stdio: 'ignore', timeout: 120_000 }).status === 0;
}

function answerOf(command: string, args: readonly string[]): string {
  return spawnSync(command, args, { encoding: 'utf8', timeout: 20_000 }).stdout ?? '';
}

/** The dynamic loader knows a libbpf. */
function hasLibbpf(): boolean {
  return /\blibbpf\.so\.[01]\b/.test(answerOf('/sbin/ldconfig', ['-p']));
}

/** A compiler without the headers of the C library compiles nothing that these tests are made of. */
function canCompile(): boolean {
  return onPath('gcc') && spawnSync('gcc', ['-E', '-'], { input: '#include <unistd.h>\n' }).status === 0;
}

/** Where Debian (the first two) and others put modules of the name service. */
function hasExtraUsers(): boolean {
  const folders = ['/usr/lib', '/lib', '/usr/lib64', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'];
  return folders.some((folder) => existsSync(`${folder}/libnss_extrausers.so.2`));
}

function readWords(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split(/\s+/) : [];
}

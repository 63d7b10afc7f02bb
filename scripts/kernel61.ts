// Runs tests inside Linux 6.1 of Debian 12, the oldest kernel that leaktop is tried on, in a machine that qemu makes up
// (no hardware support needed): it sees the files of this one, read-only, with memory above them for what is written.
// Must leave nothing behind but what apt keeps. LEAKTOP_KERNEL61 names a folder where the kernel's package is unpacked; else
// it is downloaded. Exit code of the tests; 1 where they did not come to an end.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
/** Debian's name for the newest kernel of its release. */
const PACKAGE = 'linux-image-amd64';
/** What the kernel has as modules, each after those it needs: to reach the files of this machine, and to list sockets. */
const MODULES = [
  'virtio', 'virtio_ring', 'virtio_pci_modern_dev', 'virtio_pci_legacy_dev', 'virtio_pci',
  'netfs', 'fscache', '9pnet', '9pnet_virtio', '9p', 'overlay',
  'inet_diag', 'tcp_diag', 'udp_diag',
];
/** All programs but those that count traffic, which need Linux 6.3. */
const DEFAULT_WORDS = [...['tasks', 'held', 'open', 'connections', 'oom'].map((name) => `sources/bpf/${name}`), 'sources/before-6-3'];
/** What must be there: a test that is skipped for lack of it fails. */
const REQUIRED = 'linux,root,bpf,gcc,unshare,cgroup-v1,before-6.3';
/** Processes that are compared: every one costs some 0.3 s at the pace of a processor that is made up. */
const IDLERS = 50;
const ENDED = 'tests inside ended with ';
const MOST_SECONDS = 1800;

async function main(): Promise<number> {
  const scratch = mkdtempSync(join(tmpdir(), 'leaktop-kernel61-'));
  try {
    const kernel = process.env['LEAKTOP_KERNEL61'] ?? fetchKernel(join(scratch, 'kernel'));
    const image = join(kernel, 'boot', only(join(kernel, 'boot'), /^vmlinuz-/));
    const words = process.argv.slice(2);
    const start = packStart(scratch, kernel, words.length === 0 ? DEFAULT_WORDS : words);
    return await boot(image, start);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Downloads and unpacks the kernel; nothing is installed. The folder. */
function fetchKernel(folder: string): string {
  const depends = execFileSync('apt-cache', ['depends', PACKAGE], { encoding: 'utf8' });
  const [, name] = /Depends: (linux-image-6\.1\.\S+)/.exec(depends) ?? [];
  if (name === undefined) throw new Error(`${PACKAGE} is not Linux 6.1 here: unpack a package of Debian 12, LEAKTOP_KERNEL61=FOLDER`);
  mkdirSync(folder);
  execFileSync('apt-get', ['download', '-qq', name], { cwd: folder, stdio: ['ignore', 'inherit', 'ignore'] });
  execFileSync('dpkg-deb', ['-x', join(folder, only(folder, /\.deb$/)), folder]);
  return folder;
}

/** The files the kernel starts with, as Documentation/driver-api/early-userspace/buffer-format.rst packs them. */
function packStart(scratch: string, kernel: string, words: readonly string[]): string {
  const folder = join(scratch, 'start');
  for (const name of ['proc', 'sys', 'dev', 'lower', 'upper', 'new', 'modules']) mkdirSync(join(folder, name), { recursive: true });
  cpSync('/bin/busybox', join(folder, 'busybox'));
  const files = readdirSync(join(kernel, 'lib/modules'), { recursive: true, encoding: 'utf8' });
  for (const name of MODULES) {
    const file = files.find((path) => basename(path) === `${name}.ko`);
    if (file === undefined) throw new Error(`the kernel has no module ${name}`);
    cpSync(join(kernel, 'lib/modules', file), join(folder, 'modules', `${name}.ko`));
  }
  writeFileSync(join(folder, 'init'), initScript(words));
  chmodSync(join(folder, 'init'), 0o755);
  const list = execFileSync('find', ['.'], { cwd: folder });
  const archive = join(scratch, 'start.cpio');
  writeFileSync(archive, execFileSync('/bin/busybox', ['cpio', '-o', '-H', 'newc'], { cwd: folder, input: list, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 2 ** 26 }));
  return archive;
}

/** Makes the files of this machine the root, and runs the tests there. */
function initScript(words: readonly string[]): string {
  const path = process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin';
  const inside = [
    `cd ${quoted(root)}`,
    `export PATH=${quoted(path)} HOME=/root LANG=C.UTF-8 LEAKTOP_REQUIRE=${REQUIRED} LEAKTOP_IDLERS=${IDLERS}`,
    `${quoted(process.execPath)} --import tsx scripts/test.ts ${words.map(quoted).join(' ')}`,
    `echo "${ENDED}$?"`,
  ].join('\n');
  return `#!/busybox sh
b=/busybox
$b mount -t proc proc /proc; $b mount -t sysfs sys /sys; $b mount -t devtmpfs dev /dev
for name in ${MODULES.join(' ')}; do $b insmod /modules/$name.ko; done
$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro host /lower
$b mount -t tmpfs upper /upper; $b mkdir /upper/files /upper/work
$b mount -t overlay -o lowerdir=/lower,upperdir=/upper/files,workdir=/upper/work files /new
for name in proc sys dev; do $b mount --move /$name /new/$name; done
$b mkdir -p /new/dev/pts /new/dev/shm
$b mount -t devpts pts /new/dev/pts; $b mount -t tmpfs shm /new/dev/shm
$b mount -t tmpfs cgroup /new/sys/fs/cgroup; $b mkdir /new/sys/fs/cgroup/memory
$b mount -t cgroup -o memory memory /new/sys/fs/cgroup/memory
$b ip link set lo up
$b chroot /new /bin/sh -c ${quoted(inside)}
$b poweroff -f
`;
}

/** Shows what the machine writes; the exit code of the tests in it. */
async function boot(image: string, start: string): Promise<number> {
  const child = spawn('qemu-system-x86_64', [
    '-accel', 'tcg,thread=multi', '-smp', '2', '-m', '3G', '-cpu', 'max', '-nic', 'none', '-nographic', '-no-reboot',
    // Beside a load its first look at the timer comes too late, and it would give up.
    '-kernel', image, '-initrd', start, '-append', 'console=ttyS0 quiet panic=-1 no_timer_check',
    '-fsdev', 'local,id=host,path=/,security_model=none,readonly=on,multidevs=remap',
    '-device', 'virtio-9p-pci,fsdev=host,mount_tag=host',
  ], { stdio: ['ignore', 'pipe', 'inherit'], timeout: MOST_SECONDS * 1000 });
  let text = '';
  child.stdout.on('data', (data: Buffer) => {
    process.stdout.write(data);
    text = `${text}${data.toString('latin1')}`.slice(-1000);
  });
  await once(child, 'close');
  const [, code] = new RegExp(`${ENDED}(\\d+)`).exec(text) ?? [];
  return code === undefined ? 1 : Number(code);
}

function only(folder: string, pattern: RegExp): string {
  const name = readdirSync(folder).find((one) => pattern.test(one));
  if (name === undefined) throw new Error(`${folder} holds no ${pattern.source}`);
  return name;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

process.exitCode = await main();

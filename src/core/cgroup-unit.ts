// Who a control group belongs to, by its path alone: a systemd unit, a container, a pod's container, a virtual machine.
// Names are as users wrote them, so hostile. Must never read a file, and never fail on any text.

export interface CgroupOwner {
  readonly kind: 'unit' | 'container' | 'cgroup';
  /** 'nginx.service', '4f5e6d7c8b9a', 'pod1a2b3c4d/4f5e6d7c8b9a', 'web' of LXC; the path itself where no rule knows it. */
  readonly name: string;
  /** The control group whose limits and totals are those of the owner: the path, or the front of it. */
  readonly path: string;
}

/** Prefixes engines put before the id of a container in the name of its scope. */
const ENGINES = /^(?:docker|libpod|crio|cri-containerd|nerdctl|podman|containerd)-([0-9a-f]{64})(?:\.scope)?$/;
const CONTAINER_ID = /^[0-9a-f]{64}$/;
const POD = /(?:^|-)pod([0-9a-f]{8})[-_0-9a-f]*(?:\.slice)?$/;
/** systemd-nspawn(1), systemd-machined(8). */
const NSPAWN = /^systemd-nspawn@(.+)\.service$/;
const MACHINE = /^machine-(.+)\.scope$/;
const LXC = /^lxc\.payload\.(.+)$/;
const UNIT = /^(?!init\.scope$).+\.(?:service|scope|socket|mount|swap)$/;
const SHORT_ID = 12;

/**
 * The owner of the path of a control group as /proc/PID/cgroup says it (cgroups(7)), '/' for none: then null. The
 * innermost owner counts: a unit of a user's manager, not the manager; a container, not the engine that runs it.
 */
export function ownerOfCgroup(path: string): CgroupOwner | null {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0) return null;
  for (let i = parts.length - 1; i >= 0; i--) {
    const found = containerAt(parts, i);
    if (found !== null) return { kind: 'container', ...found };
  }
  const last = parts.findLastIndex((part) => UNIT.test(part));
  if (last !== -1) return { kind: 'unit', name: unescaped(parts[last] as string), path: front(parts, last) };
  if (parts[0] === 'init.scope') return { kind: 'unit', name: 'init.scope', path: '/init.scope' };
  return { kind: 'cgroup', name: path, path: front(parts, parts.length - 1) };
}

/** A line of /proc/PID/cgroup: the controllers of a hierarchy of v1 (`name=systemd` is one without any), none for v2. */
export interface CgroupLine {
  readonly controllers: readonly string[];
  readonly path: string;
}

/** The lines of /proc/PID/cgroup, cgroups(7); what is no such line is left out. */
export function parseCgroups(text: string): readonly CgroupLine[] {
  const lines: CgroupLine[] = [];
  for (const line of text.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers !== undefined && path !== undefined) {
      lines.push({ controllers: controllers === '' ? [] : controllers.split(','), path });
    }
  }
  return lines;
}

/**
 * Who a process belongs to: systemd keeps its named hierarchy and that of v2; where both are empty, as in a container
 * or without systemd, the one of the memory controller speaks, then any other.
 */
export function ownerOfProcess(cgroups: readonly CgroupLine[]): CgroupOwner | null {
  const speaking = [...cgroups].sort((a, b) => rankOf(a) - rankOf(b)).find(({ path }) => path !== '/');
  return speaking === undefined ? null : ownerOfCgroup(speaking.path);
}

function rankOf({ controllers }: CgroupLine): number {
  if (controllers.includes('name=systemd')) return 0;
  if (controllers.length === 0) return 1;
  return controllers.includes('memory') ? 2 : 3;
}

function containerAt(parts: readonly string[], i: number): { readonly name: string; readonly path: string } | null {
  const part = parts[i] as string;
  const before = parts[i - 1];
  const path = front(parts, i);
  const [, scoped] = ENGINES.exec(part) ?? [];
  const id = scoped ?? (CONTAINER_ID.test(part) ? part : undefined);
  if (id !== undefined) {
    const [, pod] = parts.slice(0, i).map((one) => POD.exec(one)).find((match) => match !== null) ?? [];
    const short = id.slice(0, SHORT_ID);
    return { name: pod === undefined ? short : `pod${pod}/${short}`, path };
  }
  const [, named] = NSPAWN.exec(part) ?? MACHINE.exec(part) ?? LXC.exec(part) ?? [];
  if (named !== undefined) return { name: unescaped(named), path };
  return before === 'lxc' || before === 'lxc.payload' ? { name: part, path } : null;
}

function front(parts: readonly string[], last: number): string {
  return `/${parts.slice(0, last + 1).join('/')}`;
}

/** systemd writes bytes that a unit's name may not hold as \xHH, systemd.unit(5). */
function unescaped(name: string): string {
  return name.replace(/\\x([0-7][0-9a-f])/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

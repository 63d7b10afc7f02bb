// Who a control group belongs to, by its path alone: a systemd unit, a container, a pod, a virtual machine.
// Names are as users wrote them, so hostile. Must never read a file, and never fail on any text.

export interface CgroupOwner {
  /** 'nginx.service', 'docker:4f5e6d7c8b9a', 'pod:1a2b3c4d', 'lxc:web'; the last part of the path where no rule knows it. */
  readonly name: string;
  /** The control group whose limits and totals are those of the owner: the path, or the front of it. */
  readonly path: string;
}

/** Container engines by the begin of their scope's name; the id follows, 64 hexadecimal digits, of some runtimes 32. */
const ENGINES: Readonly<Record<string, string>> = { libpod: 'podman', 'cri-containerd': 'containerd' };
const CONTAINER = /^(?:([a-z-]+)-)?([0-9a-f]{32,64})(?:\.scope)?$/;
/** Supervisors of a container, which are outside of it. */
const MONITORS = /-conmon$/;
/** `kubepods-burstable-pod0a1b….slice`, or `pod0a1b…` of the cgroupfs driver. */
const POD = /(?:^|-)pod([0-9a-f]{8})(?:(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{24})(?:\.slice)?$/;
/** systemd-nspawn(1), systemd-machined(8), LXC. */
const NAMED: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['nspawn', /^systemd-nspawn@(.+)\.service$/],
  ['machine', /^machine-(.+)\.scope$/],
  ['lxc', /^lxc\.payload\.(.+)$/],
];
const UNIT = /^(?!init\.scope$).+\.(?:service|scope|socket|mount|swap)$/;
/** As many digits as the engines' own tools show. */
const SHORT_ID = 12;

/**
 * The owner of the path of a control group as /proc/PID/cgroup says it (cgroups(7)); null for the root. A pod owns its
 * containers; then the innermost owner counts: a container, not the engine that runs it, a unit of a user's manager, not
 * the manager.
 */
export function ownerOfCgroup(path: string): CgroupOwner | null {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0) return null;
  const podAt = parts.findIndex((part) => POD.test(part));
  if (podAt !== -1) return { name: `pod:${POD.exec(parts[podAt] as string)?.[1] ?? ''}`, path: front(parts, podAt) };
  for (let i = parts.length - 1; i >= 0; i--) {
    const name = containerAt(parts, i);
    if (name !== null) return { name, path: front(parts, i) };
  }
  const unitAt = parts.findLastIndex((part) => UNIT.test(part));
  const at = unitAt === -1 ? parts.length - 1 : unitAt;
  return { name: unescaped(parts[at] as string), path: front(parts, at) };
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

/** The name of a container whose control group is this part of a path, or null. */
function containerAt(parts: readonly string[], i: number): string | null {
  const part = parts[i] as string;
  const above = parts[i - 1];
  const [, scoped, id] = CONTAINER.exec(part) ?? [];
  if (id !== undefined && !MONITORS.test(scoped ?? '')) {
    const engine = scoped ?? above;
    return `${engine === undefined ? '' : `${ENGINES[engine] ?? engine}:`}${id.slice(0, SHORT_ID)}`;
  }
  for (const [kind, pattern] of NAMED) {
    const [, name] = pattern.exec(part) ?? [];
    if (name !== undefined) return `${kind}:${unescaped(name)}`;
  }
  return above === 'lxc' || above === 'lxc.payload' ? `lxc:${part}` : null;
}

function front(parts: readonly string[], last: number): string {
  return `/${parts.slice(0, last + 1).join('/')}`;
}

/** systemd writes odd bytes of a name as \\x and two hexadecimal digits, systemd.unit(5). */
function unescaped(name: string): string {
  return name.replace(/(?:\\x[0-9a-f]{2})+/g, (run) => {
    const bytes = run.slice(2).split('\\x').map((digits) => parseInt(digits, 16));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}

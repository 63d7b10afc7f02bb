// What a process belongs to, from the text of /proc/PID/cgroup, cgroups(7): lines of `hierarchy:controllers:path`.
// Must never throw: paths are whatever users named them.

export const NONE_TEXT = '-';

export interface CgroupNames {
  /** All lines whose group is not a root: `4:memory:/a,0::/b`. */
  readonly all: string;
  /** Path of the named hierarchy, else all of them. */
  readonly named: string;
  readonly lxc: string;
  readonly unit: string;
}

interface Membership {
  readonly controllers: string;
  readonly path: string;
}

export function parseCgroupNames(text: string): CgroupNames {
  const members = text.split('\n').flatMap((line) => memberOf(line));
  if (members.length === 0) return { all: NONE_TEXT, named: NONE_TEXT, lxc: NONE_TEXT, unit: NONE_TEXT };
  const all = members.map(({ line }) => line).join(',');
  const named = members.find(({ controllers }) => controllers.startsWith('name='));
  return {
    all,
    named: named === undefined ? all : `${named.controllers.slice(5)}:${named.path}`,
    lxc: members.map(({ path }) => lxcName(path)).find((name) => name !== null) ?? NONE_TEXT,
    unit: unitOf(tellingPath(members)),
  };
}

function memberOf(line: string): (Membership & { readonly line: string })[] {
  const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
  return controllers === undefined || path === undefined || path === '/' ? [] : [{ controllers, path, line }];
}

/** That of the unified hierarchy or of systemd's own where there is one, else memory's, else the first. */
function tellingPath(members: readonly Membership[]): string {
  const find = (test: (controllers: string) => boolean): string | undefined =>
    members.find(({ controllers }) => test(controllers))?.path;
  return (
    find((controllers) => controllers === '') ??
    find((controllers) => controllers.startsWith('name=')) ??
    find((controllers) => controllers.split(',').includes('memory')) ??
    (members[0] as Membership).path
  );
}

/** The name behind `/lxc/` or `/lxc.payload`: the first one, which is the outermost container. */
function lxcName(path: string): string | null {
  const [, name] = /\/lxc(?:\.payload)?[./]([^/]+)/.exec(path) ?? [];
  return name ?? null;
}

/** Container engines by the begin of their scope's name; the id follows, 64 hexadecimal digits. */
const ENGINES: Readonly<Record<string, string>> = {
  docker: 'docker',
  libpod: 'podman',
  'cri-containerd': 'containerd',
  crio: 'crio',
};
const SHORT_ID = 12;

/**
 * The systemd unit (`nginx.service`), the container (`docker:3f2a…`, 12 digits as its tools show it) or the pod
 * (`pod:` and the begin of its id) of a control group's path; its last part where it is none of them.
 */
export function unitOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const pod = parts.map(podOf).find((name) => name !== null);
  if (pod !== undefined && pod !== null) return pod;
  for (let i = parts.length - 1; i >= 0; i--) {
    const container = containerOf(parts[i] as string, parts[i - 1]);
    if (container !== null) return container;
  }
  const lxc = lxcName(path);
  if (lxc !== null) return `lxc:${lxc}`;
  const unit = parts.findLast((part) => /\.(?:service|scope|socket|mount|swap)$/.test(part));
  const last = parts.at(-1);
  return last === undefined ? NONE_TEXT : unescapeUnit(unit ?? last);
}

const POD = /(?:^|-)pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?$/;

/** `kubepods-burstable-pod0a1b….slice`, or `pod0a1b…` of the cgroupfs driver. */
function podOf(part: string): string | null {
  const [, id] = POD.exec(part) ?? [];
  return id === undefined ? null : `pod:${id.slice(0, 8)}`;
}

function containerOf(part: string, above: string | undefined): string | null {
  const [, engine, id] = /^(?:([a-z-]+)-)?([0-9a-f]{32,64})(?:\.scope)?$/.exec(part) ?? [];
  if (id === undefined) return null;
  const owner = engine ?? above;
  return `${owner === undefined ? '' : `${ENGINES[owner] ?? owner}:`}${id.slice(0, SHORT_ID)}`;
}

/** systemd writes odd characters of a name as \x and two hexadecimal digits, systemd.unit(5). */
function unescapeUnit(name: string): string {
  const bytes = name.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  return bytes === name ? name : Buffer.from(bytes, 'latin1').toString('utf8');
}

// What a process belongs to, from the text of /proc/PID/cgroup, cgroups(7): lines of `hierarchy:controllers:path`.
// Must never throw: paths are whatever users named them.

import { ownerOfCgroup } from '../../core/cgroup-unit.ts';

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
    unit: ownerOfCgroup(tellingPath(members))?.name ?? NONE_TEXT,
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

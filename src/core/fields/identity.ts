// ★ What each field of texts tells of whose machine it is, for --anonymise; null where it tells nothing. A new field of texts
// needs a line here. Must never hold a field that is no text: numbers of processes, users and ports stay as they are.

import type { Entity } from '../entity.ts';
import type { Identity } from '../pseudonyms.ts';

/** `group`: whatever the groups are made by; `finding`: its words are made anew. */
export const IDENTITIES: Readonly<Record<Entity, Readonly<Record<string, Identity | 'group' | 'finding' | null>>>> = {
  host: { netName: null },
  cpu: {},
  process: {
    user: 'user',
    ruser: 'user',
    suser: 'user',
    group: 'user',
    supgrps: 'users',
    supgids: null,
    tty: null,
    wchan: null,
    exe: 'path',
    cgroups: 'path',
    cgname: 'path',
    lxc: 'unit',
    unit: 'unit',
    environ: 'words',
    command: 'program',
  },
  group: { name: 'group' },
  connection: { command: 'program', user: 'user', protocol: null, local: 'address', remote: 'address', state: null, limit: null },
  listener: { command: 'program', user: 'user', protocol: null, local: 'address' },
  interface: { name: null, where: 'unit', state: null, top: 'prose', qdisc: null },
  memoryClass: { name: 'prose', partOf: 'prose', evidence: 'prose' },
  file: { user: 'user', command: 'program', path: 'path', mount: 'path', place: null, release: null },
  finding: { severity: null, kind: null, subject: 'finding', sentence: 'finding', advice: 'finding', id: 'finding' },
};

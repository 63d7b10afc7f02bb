// ★ The sources beside those of processes. A new one is one line here.
// Must load each lazily: the sampler thread starts with this file.

import type { CompanionEntry } from './companion.ts';

export const COMPANIONS: readonly CompanionEntry[] = [
  {
    name: 'netlink',
    serves: ['connections', 'ports', 'traffic'],
    reads: ['connections', 'traffic'],
    entities: ['connection', 'listener'],
    create: async (root) => (await import('./netlink/companion.ts')).createNetlink(root),
  },
];

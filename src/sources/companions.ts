// ★ The sources beside those of processes, in the order they read: what one has filled the next leaves alone. A new one
// is one line here. Must load each lazily: the sampler thread starts with this file.

import type { CompanionEntry } from './companion.ts';

export const COMPANIONS: readonly CompanionEntry[] = [
  {
    name: 'bpf-traffic',
    serves: ['bytes of every process, exactly'],
    reads: ['traffic'],
    entities: [],
    create: async (root) => (await import('./bpf/traffic.ts')).createTrafficCompanion(root),
  },
  {
    name: 'bpf-oom',
    serves: ['whom the kernel kills for lack of memory'],
    reads: [],
    entities: [],
    finds: true,
    create: async (root) => (await import('./bpf/oom-kills.ts')).createOomCompanion(root),
  },
  {
    name: 'bpf-descriptors',
    serves: ['open descriptors of every process at once'],
    reads: ['fd'],
    entities: [],
    create: async (root) => new (await import('./bpf/open-descriptors.ts')).OpenDescriptorsCompanion(root),
  },
  {
    name: 'netlink',
    serves: ['connections', 'ports', 'interfaces', 'traffic'],
    reads: ['connections', 'traffic'],
    entities: ['connection', 'listener', 'interface'],
    create: async (root) => (await import('./netlink/companion.ts')).createNetlink(root),
  },
  {
    name: 'open files',
    serves: ['deleted files'],
    reads: ['deleted'],
    entities: ['file'],
    create: async () => {
      const { FileTable } = await import('./file-table.ts');
      return new FileTable();
    },
  },
];

// The rooms of src/ and what may come into each: the one table that the architecture test holds the sources and the
// lint zones against. A change here is a change of the design: docs/architecture.md has to say it too.

export interface Room {
  /** The other rooms it may import. */
  readonly rooms: readonly string[];
  /** The npm packages it may import; each package is at home in one room. */
  readonly packages: readonly string[];
  /** Node's own modules: none of them, all but worker_threads, or all. */
  readonly node: 'none' | 'no-threads' | 'all';
}

const ALL = [
  'core', 'native', 'diagnose', 'record', 'sources', 'profile', 'collector', 'store', 'actions', 'ui', 'export',
] as const;

export const ROOMS: Readonly<Record<string, Room>> = {
  core: { rooms: [], packages: [], node: 'none' },
  native: { rooms: ['core'], packages: ['koffi'], node: 'all' },
  diagnose: { rooms: ['core'], packages: [], node: 'none' },
  record: { rooms: ['core'], packages: [], node: 'no-threads' },
  sources: { rooms: ['core', 'native', 'record'], packages: ['systeminformation'], node: 'no-threads' },
  profile: { rooms: ['core', 'native'], packages: [], node: 'no-threads' },
  collector: { rooms: ['core', 'diagnose', 'profile', 'record', 'sources'], packages: [], node: 'all' },
  store: { rooms: ['core'], packages: [], node: 'none' },
  actions: { rooms: ['core', 'native', 'profile'], packages: [], node: 'no-threads' },
  ui: { rooms: ['core', 'store'], packages: ['blessed', 'blessed-contrib', 'get-east-asian-width'], node: 'no-threads' },
  export: { rooms: ['core'], packages: [], node: 'none' },
  cli: { rooms: ALL, packages: ['yargs', 'ink', 'ink-spinner', 'react', 'smol-toml'], node: 'no-threads' },
  'main.ts': { rooms: ['cli'], packages: [], node: 'no-threads' },
};

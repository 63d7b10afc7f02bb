// Where leaktop keeps what it learned for later runs: XDG Base Directory, apart from the config, which is the user's own.
// Must stay free of everything: it is asked for by name only.

import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Relative paths in the variable are to be ignored. Null where there is no home either. */
export function stateFolder(env: Environment): string | null {
  const { XDG_STATE_HOME: base = '', HOME: home = '' } = env;
  if (base.startsWith('/')) return join(base, 'leaktop');
  return home.startsWith('/') ? join(home, '.local', 'state', 'leaktop') : null;
}

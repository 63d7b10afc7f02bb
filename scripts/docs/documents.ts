// The documents that are made from the program: who makes which file. `npm run docs` writes them, a test compares them.

import { describeExport } from './export.ts';
import { describeCli, makeCompletion, makeManPage } from './cli.ts';
import { describeConfig, describeDefaultTheme } from './config.ts';
import { describeFields } from './fields.ts';
import { describeKeys } from './keys.ts';

export interface GeneratedDocument {
  /** From the root of the repository. */
  readonly path: string;
  readonly make: () => string;
}

export const DOCUMENTS: readonly GeneratedDocument[] = [
  { path: 'docs/export.md', make: describeExport },
  { path: 'docs/fields.md', make: describeFields },
  { path: 'docs/config.md', make: describeConfig },
  { path: 'assets/themes/default.toml', make: describeDefaultTheme },
  { path: 'docs/cli.md', make: describeCli },
  { path: 'man/leaktop.1', make: makeManPage },
  { path: 'completions/leaktop.bash', make: () => makeCompletion('bash') },
  { path: 'completions/_leaktop', make: () => makeCompletion('zsh') },
  { path: 'completions/leaktop.fish', make: () => makeCompletion('fish') },
  { path: 'docs/keys.md', make: describeKeys },
];

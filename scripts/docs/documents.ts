// The documents that are made from the program: who makes which file. `npm run docs` writes them, a test compares them.

import { describeExport } from './export.ts';
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
  { path: 'docs/keys.md', make: describeKeys },
];

// ★ The view of files that were deleted and are still open: space that no directory shows. Largest first.

import type { ViewDefinition } from './view-definition.ts';

/** Of the issue that the source reports; its text follows what was searched. */
const DENIED = 'files.denied';

export const FILES: ViewDefinition = {
  title: 'Files',
  letter: 'f',
  entity: 'file',
  columns: ['pid', 'user', 'holders', 'fd', 'size', 'disk', 'growth', 'full', 'place', 'mount', 'command', 'release', 'path'],
  sort: { field: 'size', descending: true },
  pinned: 'pid',
  stretched: 'path',
  explains: true,
  emptyText: ({ process: processes, issues }) => {
    const denied = issues.find(({ id }) => id === DENIED);
    const seen = `no deleted file is open: the descriptors of ${processes.rows} processes were searched, in turn`;
    // What was not seen comes first, with what to do: a narrow screen cuts the end.
    return denied === undefined ? seen : `${denied.hint} to see all: ${denied.text}; no deleted file is open in what may be seen`;
  },
};

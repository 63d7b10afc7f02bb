// ★ The keys of findings: the list of them, and what can be done with the chosen one. Part of the keymap.

import { acknowledgeChosen, acknowledgeSelected } from './acknowledge.ts';
import { followFinding, moveFinding, openFindings } from './findings.ts';
import type { KeyEntry } from './key-entry.ts';
import { closeOverlay } from './overlays.ts';
import type { Move } from './table-commands.ts';

const ofList = (id: string, keys: readonly string[], label: string, doc: string, more: Pick<KeyEntry, 'run'> & Partial<KeyEntry>): KeyEntry => ({
  id, keys, modes: ['findings'], group: 'Overlays', label, doc, ...more,
});

const choice = (id: string, key: string, move: Move, doc: string): KeyEntry =>
  ofList(id, [key], 'choose', doc, { run: (state) => moveFinding(state, move), ...(move === 'down' ? { hint: 3 } : {}) });

export const FINDING_KEYS: readonly KeyEntry[] = [
  {
    id: 'findings', keys: ['a'], modes: ['table'], group: 'General', label: 'findings',
    doc: 'List all that is wrong with the machine, the worst first.', hint: 9, run: openFindings,
  },
  {
    id: 'acknowledge', keys: ['A'], modes: ['table'], group: 'Actions', label: 'acknowledge',
    doc: 'Tell no more of the growth of the selected process and of its command, until it changes character.', run: acknowledgeSelected,
  },
  choice('finding-up', 'up', 'up', 'Choose the finding above.'),
  choice('finding-down', 'down', 'down', 'Choose the finding below.'),
  choice('finding-page-up', 'pageup', 'pageUp', 'Choose a finding a page above.'),
  choice('finding-page-down', 'pagedown', 'pageDown', 'Choose a finding a page below.'),
  choice('first-finding', 'home', 'home', 'Choose the first finding.'),
  choice('last-finding', 'end', 'end', 'Choose the last finding.'),
  ofList('follow-finding', ['enter'], 'go there', 'Go to what the chosen finding is about.', { run: followFinding, hint: 1 }),
  ofList('acknowledge-finding', ['A'], 'acknowledge', 'Tell no more of the chosen finding, until it changes character.', { run: acknowledgeChosen, hint: 4 }),
  ofList('close-findings', ['escape', 'q', 'a'], 'close', 'Close the list of findings.', { run: closeOverlay, hint: 2 }),
];

// ★ The keys of what lies over the table, of line editing, and those that work everywhere. Part of the keymap.

import {
  leaveFields,
  moveField,
  setMoving,
  setSearching,
  sortByChosen,
  toggleField,
} from './fields-dialog.ts';
import { MODES, type KeyEntry, type Mode } from './key-entry.ts';
import type { EditKey } from './line-editor.ts';
import { acceptPlan, closeOverlay, scrollOverlay } from './overlays.ts';
import { moveChoice, runChoice } from './palette.ts';
import { cancelPrompt, editOverlay, submitPrompt } from './prompts.ts';
import { withEffects } from './step.ts';
import type { Move } from './table-commands.ts';

const PALETTE_PAGE = 10;

const EVERYWHERE: readonly KeyEntry[] = [
  {
    id: 'quit-at-once', keys: ['C-c'], modes: MODES, group: 'General', label: 'quit',
    doc: 'End leaktop, whatever is open.', run: (s) => withEffects(s, { type: 'exit', code: 0 }),
  },
  {
    id: 'redraw', keys: ['C-l'], modes: MODES, group: 'General', label: 'redraw',
    doc: 'Draw the whole screen anew.', run: (s) => withEffects(s, { type: 'repaint' }),
  },
  {
    id: 'suspend', keys: ['C-z'], modes: MODES, group: 'General', label: 'suspend',
    doc: 'Stop leaktop and go to the shell; fg comes back.', run: (s) => withEffects(s, { type: 'suspend' }),
  },
];

const CLOSING: readonly KeyEntry[] = [
  {
    id: 'close', keys: ['escape', 'q', 'enter'], modes: ['help', 'detail', 'result'], group: 'Overlays', label: 'close',
    doc: 'Close the help, the detail or the result.', hint: 1, run: closeOverlay,
  },
  {
    id: 'close-help', keys: ['h', '?', 'f1'], modes: ['help'], group: 'Overlays', label: 'close',
    doc: 'Close the help.', run: closeOverlay,
  },
  {
    id: 'answer', keys: ['enter'], modes: ['prompt'], group: 'Overlays', label: 'answer',
    doc: 'Answer the prompt.', hint: 1, run: submitPrompt,
  },
  {
    id: 'run-command', keys: ['enter'], modes: ['palette'], group: 'Overlays', label: 'run',
    doc: 'Run the chosen command.', hint: 1, run: runChoice,
  },
  {
    id: 'yes', keys: ['y', 'Y', 'enter'], modes: ['confirm'], group: 'Overlays', label: 'yes',
    doc: 'Do what the question says.', hint: 1, run: acceptPlan,
  },
  {
    id: 'no', keys: ['n', 'N', 'escape', 'q'], modes: ['confirm'], group: 'Overlays', label: 'no',
    doc: 'Do nothing.', hint: 2, run: closeOverlay,
  },
  {
    id: 'cancel', keys: ['escape'], modes: ['prompt', 'palette', 'goto'], group: 'Overlays', label: 'cancel',
    doc: 'Close the prompt or the palette, or stay in this view.', hint: 2, run: cancelPrompt,
  },
];

const scroll = (id: string, name: string, move: Move, doc: string): KeyEntry => ({
  id,
  keys: [name],
  modes: ['help', 'detail'],
  group: 'Overlays',
  label: 'scroll',
  doc,
  ...(move === 'down' ? { hint: 2 } : {}),
  run: (state, keys) => scrollOverlay(state, move, keys),
});

const SCROLLING: readonly KeyEntry[] = [
  scroll('scroll-up', 'up', 'up', 'Scroll the text a line up.'),
  scroll('scroll-down', 'down', 'down', 'Scroll the text a line down.'),
  scroll('scroll-page-up', 'pageup', 'pageUp', 'Scroll the text a page up.'),
  scroll('scroll-page-down', 'pagedown', 'pageDown', 'Scroll the text a page down.'),
  scroll('scroll-home', 'home', 'home', 'Scroll to the start of the text.'),
  scroll('scroll-end', 'end', 'end', 'Scroll to the end of the text.'),
];

const choice = (id: string, keys: readonly string[], by: number, doc: string): KeyEntry => ({
  id,
  keys,
  modes: ['palette'],
  group: 'Overlays',
  label: 'choose',
  doc,
  ...(by === 1 ? { hint: 3 } : {}),
  run: (state, all) => moveChoice(state, by, all),
});

const CHOOSING: readonly KeyEntry[] = [
  choice('choose-up', ['up', 'C-p'], -1, 'Choose the command above.'),
  choice('choose-down', ['down', 'C-n'], 1, 'Choose the command below.'),
  choice('choose-page-up', ['pageup'], -PALETTE_PAGE, 'Choose a command ten above.'),
  choice('choose-page-down', ['pagedown'], PALETTE_PAGE, 'Choose a command ten below.'),
];

const fieldKey = (id: string, keys: readonly string[], label: string, doc: string, more: Pick<KeyEntry, 'run'> & Partial<KeyEntry>): KeyEntry => ({
  id, keys, modes: ['fields'], group: 'Overlays', label, doc, ...more,
});

const choiceOfField = (id: string, name: string, move: Move, doc: string): KeyEntry =>
  fieldKey(id, [name], 'choose', doc, { modes: ['fields', 'fieldSearch'], run: (state) => moveField(state, move) });

const CHOOSING_FIELDS: readonly KeyEntry[] = [
  choiceOfField('field-up', 'up', 'up', 'Choose the field above, or move its column up.'),
  choiceOfField('field-down', 'down', 'down', 'Choose the field below, or move its column down.'),
  choiceOfField('field-page-up', 'pageup', 'pageUp', 'Choose a field a page above.'),
  choiceOfField('field-page-down', 'pagedown', 'pageDown', 'Choose a field a page below.'),
  fieldKey('first-field', ['home'], 'choose', 'Choose the first field.', { run: (state) => moveField(state, 'home') }),
  fieldKey('last-field', ['end'], 'choose', 'Choose the last field.', { run: (state) => moveField(state, 'end') }),
  fieldKey('show-field', ['space', 'd'], 'show', 'Show or hide the column of the field.', { run: toggleField, hint: 1 }),
  fieldKey('move-field', ['right'], 'move', 'Move its column with Up and Down.', { run: (s) => setMoving(s, true), hint: 2 }),
  fieldKey('place-field', ['left', 'enter'], 'done', 'Leave the column where it is now.', { run: (s) => setMoving(s, false) }),
  fieldKey('sort-by-field', ['s'], 'sort', 'Sort by the field; once more turns the order around.', { run: sortByChosen, hint: 3 }),
  fieldKey('find-field', ['/'], 'find', 'Narrow the list to fields that match.', { run: (s) => setSearching(s, true), hint: 4 }),
  fieldKey('keep-found', ['enter'], 'keep', 'Go back to the list, as narrow as it is.',
    { modes: ['fieldSearch'], run: (s) => setSearching(s, false), hint: 1 }),
  fieldKey('leave-fields', ['escape'], 'close', 'Go back: from moving, from a narrowed list, from the fields.',
    { modes: ['fields', 'fieldSearch'], run: leaveFields, hint: 5 }),
  fieldKey('close-fields', ['q', 'f2', 'f10'], 'close', 'Close the fields.', { run: closeOverlay }),
];

const edit = (
  id: string,
  keys: readonly string[],
  action: EditKey,
  doc: string,
  modes: readonly Mode[] = ['prompt', 'palette', 'fieldSearch'],
): KeyEntry => ({ id, keys, modes, group: 'Editing', label: 'edit', doc, run: (state) => editOverlay(state, action) });

const EDITING: readonly KeyEntry[] = [
  edit('line-start', ['home', 'C-a'], 'start', 'Go to the start of the line.'),
  edit('line-end', ['end', 'C-e'], 'end', 'Go to the end of the line.'),
  edit('character-left', ['left', 'C-b'], 'left', 'Go a character left.'),
  edit('character-right', ['right', 'C-f'], 'right', 'Go a character right.'),
  edit('word-left', ['A-b', 'C-left'], 'wordLeft', 'Go a word left.'),
  edit('word-right', ['A-f', 'C-right'], 'wordRight', 'Go a word right.'),
  edit('erase-left', ['backspace', 'C-h'], 'backspace', 'Erase the character to the left.'),
  edit('erase-here', ['delete', 'C-d'], 'delete', 'Erase the character under the cursor.'),
  edit('erase-to-start', ['C-u'], 'killToStart', 'Erase to the start of the line.'),
  edit('erase-to-end', ['C-k'], 'killToEnd', 'Erase to the end of the line.'),
  edit('erase-word', ['C-w'], 'killWord', 'Erase the word to the left.'),
  edit('older-answer', ['up', 'C-p'], 'older', 'Recall an earlier answer.', ['prompt']),
  edit('newer-answer', ['down', 'C-n'], 'newer', 'Go back to a later answer.', ['prompt']),
];

export const OVERLAY_KEYS: readonly KeyEntry[] = [...EVERYWHERE, ...CLOSING, ...SCROLLING, ...CHOOSING, ...CHOOSING_FIELDS, ...EDITING];

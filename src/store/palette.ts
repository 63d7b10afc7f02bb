// The palette: every command by name. Its commands are made from the keymap, the fields, the windows and the signals.

import { forgetAcknowledged, listAcknowledged } from './acknowledge.ts';
import type { Entity } from '../core/entity.ts';
import { FIELDS, fieldOf, isSortable } from '../core/fields.ts';
import { GROUPINGS } from '../core/grouping.ts';
import { defaultWindow, WINDOW_SECONDS } from '../core/window.ts';
import { rankFuzzy, type FuzzyMatch } from './fuzzy.ts';
import { firstKeyLabel, isOfView, type KeyEntry } from './key-entry.ts';
import { EMPTY_EDITOR } from './line-editor.ts';
import { planSignal, signalCommandName } from './prompts.ts';
import type { State } from './state.ts';
import { stay, type Step } from './step.ts';
import { setWindow, sortByField, subjectOf, toggleColumn } from './table-commands.ts';
import type { PaletteItem } from './view.ts';
import { groupBy } from './view-commands.ts';
import { tableOf, viewOf } from './views.ts';
import { durationLabel } from './words.ts';

export interface PaletteCommand {
  readonly name: string;
  readonly key: string;
  readonly doc: string;
  readonly run: (state: State) => Step;
}

export function openPalette(state: State): Step {
  return stay({ ...state, overlay: { kind: 'palette', editor: EMPTY_EDITOR, chosen: 0 } });
}

/** The palette narrowed to what can be sorted by: its line goes on from there. */
export function openSortList(state: State): Step {
  const text = 'sort by ';
  return stay({ ...state, overlay: { kind: 'palette', editor: { ...EMPTY_EDITOR, text, cursor: text.length }, chosen: 0 } });
}

/** Every command there is in this state, keys first. */
export function paletteCommands(state: State, keys: readonly KeyEntry[]): readonly PaletteCommand[] {
  const commands = [
    ...keyCommands(state, keys),
    ...fieldCommands(state),
    ...windowCommands(state),
    ...groupingCommands(),
    ...ACKNOWLEDGED_COMMANDS,
    ...(state.secure || viewOf(state).entity !== 'process' ? [] : signalCommands(state)),
  ];
  const names = new Set<string>();
  return commands.filter((command) => !names.has(command.name) && names.add(command.name));
}

/** The commands that match what is typed, best first. */
function paletteMatches(state: State, keys: readonly KeyEntry[]): readonly (PaletteCommand & FuzzyMatch)[] {
  if (state.overlay?.kind !== 'palette') return [];
  return rankFuzzy(state.overlay.editor.text, paletteCommands(state, keys));
}

export function paletteItems(state: State, keys: readonly KeyEntry[]): readonly PaletteItem[] {
  return paletteMatches(state, keys).map(({ name, key, doc, matched }) => ({ name, key, doc, matched }));
}

export function moveChoice(state: State, by: number, keys: readonly KeyEntry[]): Step {
  if (state.overlay?.kind !== 'palette') return stay(state);
  const last = paletteMatches(state, keys).length - 1;
  const chosen = Math.max(0, Math.min(state.overlay.chosen + by, last));
  return stay({ ...state, overlay: { ...state.overlay, chosen } });
}

/** Runs the chosen command with the palette closed; where nothing matches the palette stays. */
export function runChoice(state: State, keys: readonly KeyEntry[]): Step {
  if (state.overlay?.kind !== 'palette') return stay(state);
  const command = paletteMatches(state, keys)[state.overlay.chosen];
  return command === undefined ? stay(state) : command.run({ ...state, overlay: null });
}

function keyCommands(state: State, keys: readonly KeyEntry[]): PaletteCommand[] {
  return keys
    .filter((entry) => isCommand(entry) && isOfView(entry, state.view) && !(state.secure && entry.acts))
    .map((entry) => ({
      name: entry.id.replaceAll('-', ' '),
      key: firstKeyLabel(entry),
      doc: entry.doc,
      run: (now) => entry.run(now, keys),
    }));
}

/** A key of the table, or one that needs another key before it. */
function isCommand(entry: KeyEntry): boolean {
  return entry.modes.includes('table') || entry.prefix !== undefined;
}

const ACKNOWLEDGED_COMMANDS: readonly PaletteCommand[] = [
  { name: 'list acknowledged', key: '', doc: 'List the commands whose growth is acknowledged.', run: listAcknowledged },
  { name: 'forget acknowledged', key: '', doc: 'Tell of everything that was acknowledged again.', run: forgetAcknowledged },
];

function groupingCommands(): PaletteCommand[] {
  return GROUPINGS.map((by) => ({
    name: `group by ${by}`,
    key: '',
    doc: `Show the totals of the processes by ${by}.`,
    run: (now) => groupBy(now, by),
  }));
}

function fieldCommands(state: State): PaletteCommand[] {
  const { entity, pinned } = viewOf(state);
  const { columns: shown } = tableOf(state);
  const ids = Object.keys(FIELDS[entity]);
  const sorts = ids.filter((id) => isSortable(entity, id)).map((id) => ({
    name: `sort by ${fieldName(entity, id)}`,
    key: '',
    doc: fieldOf(entity, id).doc,
    run: (now: State) => sortByField(now, id),
  }));
  const columns = ids
    .filter((id) => id !== pinned)
    .map((id) => ({
      name: `${shown.includes(id) ? 'hide' : 'show'} column ${fieldName(entity, id)}`,
      key: '',
      doc: fieldOf(entity, id).doc,
      run: (now: State) => toggleColumn(now, id),
    }));
  return [...sorts, ...columns];
}

/** The id, and the header where that is another word: both are what people look for. */
function fieldName(entity: Entity, id: string): string {
  const { header } = fieldOf(entity, id);
  return header.toLowerCase() === id ? id : `${id} (${header})`;
}

function windowCommands(state: State): PaletteCommand[] {
  return WINDOW_SECONDS.filter((seconds) => seconds >= defaultWindow(state.delaySeconds)).map((seconds) => ({
    name: `window ${durationLabel(seconds)}`,
    key: '',
    doc: `Take GROWTH, TREND and charts over the last ${durationLabel(seconds)}.`,
    run: (now) => setWindow(now, seconds),
  }));
}

function signalCommands(state: State): PaletteCommand[] {
  return state.signals.map(({ number }) => ({
    name: signalCommandName(state, number),
    key: '',
    doc: `Send signal ${number} to the selected process, or to the first one on screen, after a question.`,
    run: (now) => planSignal(now, subjectOf(now), number),
  }));
}

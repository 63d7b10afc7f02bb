// Acknowledging what is known: of a command for good, of anything else until leaktop ends. All pure; what is kept on disk
// is an effect. Must never hide what changed its character.

import { sameProcess, type ProcessKey } from '../core/entity.ts';
import type { WordedFinding } from '../core/finding.ts';
import type { Effect } from './effect.ts';
import { chosenFinding } from './findings.ts';
import { findingsOf } from './headline.ts';
import { keyFor } from './key-entry.ts';
import type { Message } from './message.ts';
import type { State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import { subjectOf } from './table-commands.ts';

/** Acknowledges the chosen finding of the list. */
export function acknowledgeChosen(state: State): Step {
  const finding = chosenFinding(state);
  return finding === null ? stay(state) : acknowledge(state, finding);
}

/** Acknowledges what was found of the selected process, or of the first on screen. */
export function acknowledgeSelected(state: State): Step {
  const key = subjectOf(state);
  const finding = findingsOf(state).find(({ subject }) => subject.entity === 'process' && key !== null && sameProcess(subject.key as ProcessKey, key));
  if (finding !== undefined) return acknowledge(state, finding);
  return stay(tell(state, 'info', `nothing was found of this process: ${keyFor(state, 'findings')} lists what was`));
}

/** What was found of a process whose command nobody asked for yet: its command may be known. */
export function identifyFound(state: State): Step {
  const { commands } = state.acknowledged;
  const found = (state.frame?.findings ?? []).flatMap(({ subject }) => (subject.entity === 'process' ? [subject.key as ProcessKey] : []));
  const keys = found.filter(({ pid, start }) => commands.get(pid)?.start !== start);
  if (keys.length === 0) return stay(state);
  // Those of processes nothing is found of any more are forgotten.
  const kept = found.flatMap(({ pid, start }) => [[pid, commands.get(pid) ?? { start, hash: null }] as const]);
  const asked = new Map([...kept, ...keys.map(({ pid, start }) => [pid, { start, hash: null }] as const)]);
  return withEffects({ ...state, acknowledged: { ...state.acknowledged, commands: asked } }, { type: 'identify', keys });
}

export function takeAcknowledged(state: State, { list, commands }: Extract<Message, { type: 'acknowledged' }>): Step {
  const known = new Map(state.acknowledged.commands);
  for (const { key, hash } of commands) known.set(key.pid, { start: key.start, hash });
  return stay({ ...state, acknowledged: { ...state.acknowledged, list, commands: known } });
}

/** What is acknowledged for good, as lines of a pane. */
export function listAcknowledged(state: State): Step {
  const { list } = state.acknowledged;
  if (list.length === 0) return stay(tell(state, 'info', `nothing is acknowledged: ${keyFor(state, 'acknowledge')} does it`));
  const lines = list.map(({ name, kind, channel, atMillis }) => `${name}: ${kind} ${channel}, since ${new Date(atMillis).toISOString().slice(0, 10)}`);
  return stay({ ...state, overlay: { kind: 'result', title: 'Acknowledged', lines } });
}

/** Tells of everything again. */
export function forgetAcknowledged(state: State): Step {
  return withEffects({ ...state, acknowledged: { ...state.acknowledged, list: [], ids: new Set() } }, { type: 'forgetAcknowledged' });
}

function acknowledge(state: State, finding: WordedFinding): Step {
  const { id, kind, subject, numbers, texts } = finding;
  const effects: Effect[] = [];
  let told = 'acknowledged until leaktop ends';
  // Of what ended no command can be read any more.
  const isOfCommand = subject.entity === 'process' && kind !== 'leak-ended';
  if (isOfCommand) {
    const key = subject.key as ProcessKey;
    const { pid } = key;
    const name = subject.label.replace(` (${pid})`, '');
    const entry = { name, kind, channel: texts['channel'] ?? '', ratePerHour: numbers['ratePerHour'] ?? NaN };
    effects.push({ type: 'acknowledge', key, entry });
    told = `acknowledged for ${name}, until it grows twice as fast or otherwise`;
  }
  const ids = isOfCommand ? state.acknowledged.ids : new Set([...state.acknowledged.ids, id]);
  const next: State = { ...state, acknowledged: { ...state.acknowledged, ids } };
  return withEffects(tell(next, 'info', told), ...effects);
}

// The content of the two panes every action shares: the question before it, and what came of it. Must never act.

import { keyHint, type DialogContent } from './dialog.ts';
import { span, wrapText, type Line } from './spans.ts';
import type { Overlay } from '../store/state.ts';

type Confirm = Extract<Overlay, { kind: 'confirm' }>;
type Result = Extract<Overlay, { kind: 'result' }>;

/** The plan of an action and the two answers; anything but `y` and Enter leaves things as they are. */
export function confirmContent(overlay: Confirm, columns: number): DialogContent {
  const lines = overlay.plan.flatMap((text) => wrapText(text, columns).map((part): Line => [span(part)]));
  return {
    title: overlay.title,
    lines,
    foot: [keyHint('y', 'yes'), keyHint('n', 'no'), keyHint('Enter', 'yes'), keyHint('Esc', 'no')],
  };
}

/** What an action said, when it said more than one line. */
export function resultContent(overlay: Result, columns: number): DialogContent {
  const lines = overlay.lines.flatMap((text) => wrapText(text, columns).map((part): Line => [span(part)]));
  return { title: overlay.title, lines, foot: [keyHint('Esc', 'close')] };
}

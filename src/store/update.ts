// How the state changes: one pure, exhaustive function. Must never call a clock, read the world, or change what it is
// given; what is to be done in the world it says as effects.

import { identifyFound, takeAcknowledged } from './acknowledge.ts';
import { takeCommandLines } from './command-lines.ts';
import { takeDetails, takeFrame, takeHistory } from './frames.ts';
import { findKey, keyLabel, modeOf } from './key-entry.ts';
import type { Message } from './message.ts';
import { clampScroll, confirmPlan, showOutcome, scrolledTo } from './overlays.ts';
import { typeText } from './prompts.ts';
import { keepInSight } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, type Step } from './step.ts';
import { refuseView } from './view-commands.ts';

export function update(state: State, message: Message): Step {
  switch (message.type) {
    case 'frame':
      return countFrame(identified(takeFrame(state, message.frame)));
    case 'trend':
      return stay({ ...state, trend: message.trend });
    case 'health':
      return stay({ ...state, health: message.health });
    case 'news':
      return stay(tell(state, 'info', message.text));
    case 'problem':
      return stay(tell(state, 'error', message.text));
    case 'commandLines':
      // A filter may look at them.
      return stay(keepInSight(takeCommandLines(state, message.lines)));
    case 'details':
      return takeDetails(state, message.details);
    case 'history':
      return takeHistory(state, message.history);
    case 'acknowledged':
      return takeAcknowledged(state, message);
    case 'key':
      return pressKey(state, message.name, message.text);
    case 'paste':
      return typeText(state, message.text);
    case 'scrolled':
      return stay(scrolledTo(state, message.to));
    case 'resize':
      return resize(state, { columns: message.columns, rows: message.rows });
    case 'actionPlanned':
      return confirmPlan(state, message.action, { title: message.title, lines: message.plan });
    case 'actionDone':
      return showOutcome(state, message);
  }
}

/** A key first takes away what was said before it; a key that means nothing here types its text, if there is a line. */
function pressKey(state: State, name: string, text: string): Step {
  const quiet: State = state.notice === null ? state : { ...state, notice: null };
  const entry = findKey(quiet.keymap, modeOf(quiet), quiet.view, name);
  if (entry !== undefined) return entry.run(quiet, quiet.keymap);
  return quiet.overlay?.kind === 'goto' ? refuseView(quiet, keyLabel(name)) : typeText(quiet, text);
}

/** Something new may be found of a command that is known. */
function identified({ state, effects }: Step): Step {
  const next = identifyFound(state);
  return { state: next.state, effects: [...effects, ...next.effects] };
}

/** With -n the last frame is shown until the next one would come: on the alternate screen it would else never be seen. */
function countFrame({ state, effects }: Step): Step {
  const { framesLeft } = state;
  if (framesLeft === null) return { state, effects };
  const ends = framesLeft === 0;
  return { state: { ...state, framesLeft: framesLeft - 1 }, effects: ends ? [...effects, { type: 'exit', code: 0 }] : effects };
}

function resize(state: State, { columns, rows }: State['screen']): Step {
  const screen = { columns: Math.min(columns, state.mostColumns ?? columns), rows };
  return stay(clampScroll(keepInSight({ ...state, screen }), state.keymap));
}

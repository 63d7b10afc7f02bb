// What update() wants done in the world, as values: the runner does it through ports, a test looks at it.

import type { ProcessKey } from '../core/entity.ts';

/** An action that changes the world. Later ones join this union; confirm dialog and result pane stay the same. */
export type ActionRequest = { readonly kind: 'signal'; readonly key: ProcessKey; readonly signal: number };

export type Effect =
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'suspend' }
  | { readonly type: 'repaint' }
  | { readonly type: 'refresh' }
  | { readonly type: 'rebase' }
  | { readonly type: 'setDelay'; readonly seconds: number }
  | { readonly type: 'queryDetails'; readonly key: ProcessKey }
  | { readonly type: 'queryHistory'; readonly key: ProcessKey; readonly fields: readonly string[]; readonly windowSeconds: number }
  /** Ask for the plan of an action; the answer opens the confirm dialog. */
  | { readonly type: 'planAction'; readonly action: ActionRequest }
  | { readonly type: 'runAction'; readonly action: ActionRequest };

// What update() wants done in the world, as values: the runner does it through ports, a test looks at it.

import type { Acknowledged } from '../core/acknowledged.ts';
import type { ActionRequest } from '../core/action.ts';
import type { ProcessKey } from '../core/entity.ts';
import type { ScreenSettings } from '../core/settings.ts';
import type { Frame } from '../core/frame.ts';

export type { ActionRequest };

export type Effect =
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'suspend' }
  | { readonly type: 'repaint' }
  /** The settings of this state are to be there at the next start. */
  | { readonly type: 'saveLayout'; readonly settings: ScreenSettings }
  | { readonly type: 'refresh' }
  | { readonly type: 'rebase' }
  | { readonly type: 'setDelay'; readonly seconds: number }
  /** The state holds this frame no longer, or never took it: its tables may be filled again. */
  | { readonly type: 'giveBack'; readonly frame: Frame }
  | { readonly type: 'queryDetails'; readonly key: ProcessKey }
  | {
      readonly type: 'queryHistory';
      readonly key: ProcessKey;
      readonly fields: readonly string[];
      readonly windowSeconds: number;
      /** Seconds since boot at which the window ends; without it now. */
      readonly endSeconds?: number;
    }
  /** Ask for the plan of an action: actionPlanned opens the confirm dialog, actionDone says why there is no plan. */
  | { readonly type: 'planAction'; readonly action: ActionRequest }
  | { readonly type: 'runAction'; readonly action: ActionRequest }
  /** The message `acknowledged` answers these three. */
  | { readonly type: 'identify'; readonly keys: readonly ProcessKey[] }
  | { readonly type: 'acknowledge'; readonly key: ProcessKey; readonly entry: Omit<Acknowledged, 'hash' | 'atMillis'> }
  | { readonly type: 'forgetAcknowledged' };

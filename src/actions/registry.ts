// Which action serves which kind of request: a new action is one file and one line here.

import type { ActionOutcome, ActionRequest } from '../core/action.ts';
import { sendSignal } from '../native/pidfd.ts';
import type { Action, ActionControl, Planned } from './action.ts';
import { identifyProcess } from './process-identity.ts';
import { makeReniceAction } from './renice.ts';
import { makeSignalAction } from './signal.ts';
import { SIGNALS } from './signals.ts';
import { listThreads, setNice } from './threads.ts';

export interface ActionRegistry {
  plan(request: ActionRequest): Promise<Planned>;
  run(request: ActionRequest, control: ActionControl): Promise<ActionOutcome>;
}

/** What the actions cannot find out themselves. */
export interface RegistryOptions {
  readonly userName: (uid: number) => string | null;
}

/** The actions of this machine. A bug in one is told as its outcome: the monitor goes on. */
export function makeRegistry(options: RegistryOptions): ActionRegistry {
  const actions: { readonly [K in ActionRequest['kind']]: Action<Extract<ActionRequest, { kind: K }>> } = {
    signal: makeSignalAction({
      identify: identifyProcess,
      send: sendSignal,
      userName: options.userName,
      signals: SIGNALS,
      ownPid: process.pid,
    }),
    renice: makeReniceAction({ identify: identifyProcess, threads: listThreads, setNice, userName: options.userName }),
  };
  // TypeScript does not see that the kind picks the action that takes such a request.
  const actionOf = (request: ActionRequest): Action => actions[request.kind];
  return {
    plan: async (request) => {
      try {
        return await actionOf(request).plan(request);
      } catch (error) {
        return { planned: false, ...failed(error) };
      }
    },
    run: async (request, control) => {
      try {
        return await actionOf(request).run(request, control);
      } catch (error) {
        return failed(error);
      }
    },
  };
}

function failed(error: unknown): ActionOutcome {
  return { ok: false, lines: [error instanceof Error ? error.message : String(error)] };
}

// Names the users a sampler met: what is known is told at once, the rest is asked of the name service by the inspector.
// Must never ask again for a name it has, nor ask for ever for one that nobody knows.

import type { InspectorAnswer, InspectorQuery, ToSampler } from './protocol.ts';
import type { Clock } from './threads.ts';

const MOST_ATTEMPTS = 4;
const PAUSE_MILLIS = 300_000;
const HINT = 'install getent (libc-bin, musl-utils)';

export interface UserNamesDeps {
  readonly clock: Clock;
  readonly ask: (query: InspectorQuery) => Promise<InspectorAnswer>;
  readonly post: (message: ToSampler) => void;
}

export class UserNames {
  private readonly names = new Map<number, string>();
  private closed = false;

  constructor(private readonly deps: UserNamesDeps) {}

  /** A sampler met these: names that are known already are told to a new one at once; only the others are asked for. */
  tell(uids: readonly number[]): void {
    const names = [...this.names].filter(([uid]) => uids.includes(uid));
    if (names.length > 0) this.deps.post({ type: 'users', names });
    const unknown = uids.filter((uid) => !this.names.has(uid));
    if (unknown.length > 0) void this.ask(unknown, 1);
  }

  close(): void {
    this.closed = true;
  }

  private async ask(uids: readonly number[], attempt: number): Promise<void> {
    const { ask, post } = this.deps;
    try {
      const answer = await ask({ kind: 'userNames', uids });
      if (answer.kind !== 'userNames' || this.closed) return;
      for (const [uid, name] of answer.names) this.names.set(uid, name);
      post({ type: 'users', names: answer.names });
      this.askAgain(uids, attempt);
    } catch (error) {
      if (this.closed) return;
      const reason = error instanceof Error ? error.message : String(error);
      post({ type: 'issue', id: 'users.unnamed', text: `users stay numbers: ${reason}`, hint: HINT });
    }
  }

  /** A directory server may have been away: those without a name are asked for again, a few times. */
  private askAgain(uids: readonly number[], attempt: number): void {
    const unnamed = uids.filter((uid) => !this.names.has(uid));
    if (unnamed.length === 0 || attempt >= MOST_ATTEMPTS) return;
    this.deps.clock.after(PAUSE_MILLIS, () => {
      if (!this.closed) void this.ask(unnamed, attempt + 1);
    });
  }
}

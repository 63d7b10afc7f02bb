// What -p, -u and -U ask of the rows of a screen and of a batch.

import type { Query } from '../core/query/query.ts';
import { anyEquals, OWNER_IDS } from '../core/query/row-queries.ts';
import type { Options } from './options.ts';

/** The processes that were named, with their threads where those are shown; null for all. */
export function pidQuery({ pids }: Options): Query | null {
  return pids.length === 0 ? null : anyEquals(['tgid'], pids);
}

/** null for all. The user must have been looked up: one without a number owns nothing. */
export function userQuery({ user }: Options): Query | null {
  if (user === null) return null;
  const owned = anyEquals(OWNER_IDS[user.scope], user.uid === null ? [] : [user.uid]);
  return user.excluded ? { kind: 'not', term: owned } : owned;
}

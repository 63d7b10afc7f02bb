// Compares what two programs say of a machine that goes on: only what both saw while it stood still counts.

/** How often the machine may move while it is looked at. */
const ATTEMPTS = 50;

/**
 * What we say and what the referee says, of one state of the machine: the referee is asked before and after, and as long as
 * its two answers differ (a number more, a load of two digits) both are asked again.
 */
export function sayOfOneState<T>(ours: () => T, referee: () => T): readonly [ours: T, referees: T] {
  let before = referee();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const said = ours();
    const after = referee();
    if (JSON.stringify(before) === JSON.stringify(after)) return [said, after];
    before = after;
  }
  throw new Error('the machine never stood still');
}

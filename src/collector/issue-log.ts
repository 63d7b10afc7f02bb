// Owns what was reported as wrong or missing: each thing once, with a count.
// Must stay bounded whatever is reported: ids beyond the limit are counted together.

import type { Issue } from '../core/frame.ts';

const MOST_ISSUES = 100;

export class IssueLog {
  private readonly issues = new Map<string, { id: string; text: string; hint: string; count: number }>();
  private snapshot: readonly Issue[] = [];
  private changed = false;

  /** Counts one more of `id`; the first text is kept, so that a list of issues does not flicker. */
  readonly report = (id: string, text: string, hint: string): void => {
    this.changed = true;
    const known = this.issues.get(id);
    if (known !== undefined) {
      known.count++;
    } else if (this.issues.size < MOST_ISSUES) {
      this.issues.set(id, { id, text, hint, count: 1 });
    } else {
      this.reportOverflow();
    }
  };

  /** All issues so far, oldest first. The same array while nothing is reported. */
  list(): readonly Issue[] {
    if (this.changed) this.snapshot = Array.from(this.issues.values(), (issue) => ({ ...issue }));
    this.changed = false;
    return this.snapshot;
  }

  private reportOverflow(): void {
    const id = 'issues.more';
    const more = this.issues.get(id) ?? { id, text: 'more kinds of issues than are listed', hint: '', count: 0 };
    more.count++;
    this.issues.set(id, more);
  }
}

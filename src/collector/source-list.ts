// What the sources of a pipeline say they can serve, as frames tell it. Must never make another list while nothing in it
// changed: by that it is known that it need not be sent again.

import type { SourceStatus } from '../core/frame.ts';
import type { Source } from '../sources/source.ts';

export class SourceList {
  private own: readonly SourceStatus[] = [];
  private listed: readonly SourceStatus[] = [];

  /** `passedOver`: sources that were tried before this one, with the reason. */
  constructor(
    private readonly source: Source,
    private readonly serves: readonly string[],
    private readonly passedOver: readonly SourceStatus[] = [],
  ) {}

  /** Asks the source of processes what it can serve now. */
  probe(): void {
    const own = [{ source: this.source.name, serves: this.serves, ...this.source.probe() }, ...this.passedOver];
    if (JSON.stringify(own) !== JSON.stringify(this.own)) this.own = own;
  }

  /** With those of its parts and companions; the same array while all are the same. */
  list(companions: readonly SourceStatus[]): readonly SourceStatus[] {
    const all = [...this.own, ...(this.source.parts ?? []), ...companions];
    const isSame = all.length === this.listed.length && all.every((status, i) => status === this.listed[i]);
    if (!isSame) this.listed = all;
    return this.listed;
  }
}

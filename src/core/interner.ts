// Texts as small numbers, so that a column of names is a column of numbers. An id is used again only when no frame holds it.

/** Keeps texts while frames hold them. Id 0 is the empty text. */
export class Interner {
  private readonly texts: (string | undefined)[] = [''];
  private readonly ids = new Map<string, number>([['', 0]]);
  /** Sequence number of the last frame that held an id. */
  private lastHeld: number[] = [0];
  private readonly free: number[] = [];
  private changes: [number, string][] = [];
  /** The newest frame that was told to hold ids. */
  private newest = 0;

  get size(): number {
    return this.ids.size;
  }

  idOf(text: string): number {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const id = this.free.pop() ?? this.texts.length;
    this.texts[id] = text;
    this.ids.set(text, id);
    // The coming frame is taken to hold it: a text whose row ends before that frame is made must not stay for ever.
    this.lastHeld[id] = this.newest + 1;
    this.changes.push([id, text]);
    return id;
  }

  /** The id of a text that has one already, or NaN. */
  find(text: string): number {
    return this.ids.get(text) ?? NaN;
  }

  textOf(id: number): string {
    return this.texts[id] ?? '';
  }

  /** The ids given a meaning since the last call, for whoever mirrors the texts. */
  takeChanges(): [number, string][] {
    const changes = this.changes;
    this.changes = [];
    return changes;
  }

  /** Says that the frame `sequence` holds the first `rows` ids of a column (unknown ones, NaN, are passed over). */
  hold(sequence: number, column: Float64Array, rows: number): void {
    const held = this.lastHeld;
    this.newest = sequence;
    for (let i = 0; i < rows; i++) {
      const id = column[i] as number;
      if (id === id) held[id] = sequence;
    }
  }

  /** Frees every id that no frame from `oldestSequence` on holds. Call it after `hold` for the frame just made. */
  recycle(oldestSequence: number): void {
    for (let id = 1; id < this.texts.length; id++) {
      const text = this.texts[id];
      if (text === undefined || (this.lastHeld[id] as number) >= oldestSequence) continue;
      if (this.ids.get(text) !== id) continue;
      this.ids.delete(text);
      this.texts[id] = undefined;
      this.free.push(id);
    }
  }
}

/** The reader's side: the texts a thread was told. */
export class InternedTexts {
  private readonly texts: string[] = [''];

  apply(changes: readonly (readonly [number, string])[]): void {
    for (const [id, text] of changes) this.texts[id] = text;
  }

  textOf(id: number): string {
    return this.texts[id] ?? '';
  }
}

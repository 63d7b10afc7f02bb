// Cost: one look at each row while no text is new, else a sort of the distinct texts. Bench: test/bench/order.bench.ts.
// Turns a column of text ids into numbers that sort as the texts do: by code point, as the bytes of UTF-8 would.
// Invariant: ranks of two ids compare as their texts; equal texts have equal ranks.

/** Ranks are kept from call to call while no text is new: a name that left does no harm. */
export class TextRanks {
  private ranks = new Float64Array(0);
  private texts: (string | undefined)[] = [];
  private seen = new Uint32Array(0);
  private call = 0;

  /** Writes the rank of each row's text into `out`; NaN stays NaN. */
  fill(ids: Float64Array, rows: number, textOf: (id: number) => string, out: Float64Array): void {
    if (!this.isCurrent(ids, rows, textOf)) this.rank(ids, rows, textOf);
    const { ranks } = this;
    for (let row = 0; row < rows; row++) {
      const id = ids[row] as number;
      out[row] = id === id ? (ranks[id] as number) : NaN;
    }
  }

  private isCurrent(ids: Float64Array, rows: number, textOf: (id: number) => string): boolean {
    for (let row = 0; row < rows; row++) {
      const id = ids[row] as number;
      if (id === id && this.texts[id] !== textOf(id)) return false;
    }
    return true;
  }

  private rank(ids: Float64Array, rows: number, textOf: (id: number) => string): void {
    let highest = 0;
    for (let row = 0; row < rows; row++) if ((ids[row] as number) > highest) highest = ids[row] as number;
    if (highest >= this.ranks.length) {
      const size = Math.max(256, 2 * highest);
      this.ranks = new Float64Array(size);
      this.seen = new Uint32Array(size);
    }
    const call = ++this.call;
    const distinct: number[] = [];
    const texts: (string | undefined)[] = [];
    for (let row = 0; row < rows; row++) {
      const id = ids[row] as number;
      if (id !== id || this.seen[id] === call) continue;
      this.seen[id] = call;
      texts[id] = textOf(id);
      distinct.push(id);
    }
    distinct.sort((a, b) => compareCodePoints(texts[a] as string, texts[b] as string));
    let rank = 0;
    distinct.forEach((id, i) => {
      if (i > 0 && texts[id] !== texts[distinct[i - 1] as number]) rank++;
      this.ranks[id] = rank;
    });
    this.texts = texts;
  }
}

/** Orders texts as their UTF-8 bytes: `<` alone would put U+10000 and above before U+E000 to U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return lifted(x) - lifted(y);
  }
  return a.length - b.length;
}

/** Code units so that surrogates come after all others. */
function lifted(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

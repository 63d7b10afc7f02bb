// What comes between the two marks of a bracketed paste. Keeps a bounded part, gives it as one line of text.

const END = [0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e];
/** Bytes kept: prompts are one line, and a terminal may send gigabytes. */
const MAX_BYTES = 65_536;

export class PasteInput {
  #bytes: number[] = [];
  /** Bytes of the end mark seen. */
  #matched = 0;

  begin(): void {
    this.#bytes = [];
    this.#matched = 0;
  }

  /** Takes a byte; true when it was the last of the end mark. */
  take(byte: number): boolean {
    if (byte === END[this.#matched]) {
      this.#matched++;
      return this.#matched === END.length;
    }
    for (let i = 0; i < this.#matched; i++) this.#keep(END[i] ?? 0);
    // The mark has one ESC, its first byte: nothing else of it can be the beginning of another.
    this.#matched = byte === END[0] ? 1 : 0;
    if (this.#matched === 0) this.#keep(byte);
    return false;
  }

  /** The text pasted: line ends and tabs are spaces, other controls and broken characters are left out. */
  end(): string {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(this.#bytes));
    this.begin();
    return text.replace(/\r\n|[\r\n\t]/g, ' ').replace(/[\p{Cc}\p{Cs}\ufffd\u2028\u2029]/gu, '');
  }

  #keep(byte: number): void {
    if (this.#bytes.length < MAX_BYTES) this.#bytes.push(byte);
  }
}

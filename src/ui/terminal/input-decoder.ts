// Bytes from the keyboard to keys, one byte at a time: any chunking of the same bytes gives the same events.
// Never lets a letter of an unknown or torn sequence through, never throws, keeps a bounded number of bytes.
//
// Time comes in through timeout() only, called when `waitMillis` have passed without a byte. A lone ESC is the Escape
// key after 30 ms. On a slow line the rest of an arrow key may come later still, and `[` `A` must not be taken for
// typing: for 500 ms after such an Escape, `[` and `O` are held back and taken as the rest of the sequence when a
// sequence follows, as typing when nothing follows within 200 ms.
// Longer than 250 lines because it is one state machine, whose transitions are read together.
/* eslint-disable max-lines -- see above */

import { isRxvtShift, keyOfCsi, keyOfSs3, keyOfX10Mouse } from './control-sequence.ts';
import { ALT, characterKey, controlKey, namedKey, type InputEvent } from './input-event.ts';
import { NAMED_BY_INTRODUCER, State, WAIT_MILLIS } from './input-state.ts';
import { PasteInput } from './paste-input.ts';
import { Utf8Input } from './utf8-input.ts';

export type { InputEvent, Key, MouseEvent } from './input-event.ts';

/** Longest sequence looked at; a longer one is swallowed. */
const MAX_PARAMETERS = 64;

const ESC = 0x1b;
const CAN = 0x18;
const SUB = 0x1a;

export class InputDecoder {
  #state: State = State.ground;
  #events: InputEvent[] = [];
  /** Bytes of the sequence so far, after its introducer. */
  #parameters = '';
  #overflow = false;
  #alt = false;
  /** The introducer was held back after a torn Escape: typing, if nothing follows. */
  #held = false;
  #introducer = '';
  #mouseBytes: number[] = [];
  readonly #paste = new PasteInput();
  readonly #utf8 = new Utf8Input();
  #utf8Alt = false;
  #afterReturn = false;

  /** Decodes bytes; events come in the order of the keys. */
  feed(bytes: Uint8Array): InputEvent[] {
    for (const byte of bytes) this.#take(byte);
    return this.#takeEvents();
  }

  /** True while bytes wait for more: call timeout() after `waitMillis` without any. */
  get pending(): boolean {
    return this.#state !== State.ground;
  }

  get waitMillis(): number {
    return this.#held ? WAIT_MILLIS[State.heldString] : WAIT_MILLIS[this.#state];
  }

  /** No byte came for `waitMillis`. May leave the decoder pending again, with another wait. */
  timeout(): InputEvent[] {
    const state = this.#state;
    this.#state = State.ground;
    if (state === State.escape) {
      this.#emit(namedKey('escape'));
      this.#state = State.afterEscape;
    } else if (state === State.doubleEscape) {
      this.#emit(namedKey('escape'));
      this.#emit(namedKey('escape'));
      this.#state = State.afterEscape;
    } else if (state === State.paste) {
      this.#endPaste();
    } else if (this.#parameters === '' && !this.#overflow && NAMED_BY_INTRODUCER.has(state)) {
      // Nothing followed `ESC [`: it was Alt with a bracket, or after a torn Escape just a bracket.
      this.#emit(this.#held ? characterKey(this.#introducer) : characterKey(this.#introducer, ALT));
    }
    this.#held = false;
    this.#introducer = '';
    return this.#takeEvents();
  }

  #takeEvents(): InputEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #emit(event: InputEvent | null): void {
    if (event !== null) this.#events.push(event);
  }

  #take(byte: number): void {
    switch (this.#state) {
      case State.ground:
        this.#ground(byte, 0);
        return;
      case State.escape:
        this.#escape(byte);
        return;
      case State.doubleEscape:
        this.#doubleEscape(byte);
        return;
      case State.afterEscape:
        this.#afterEscape(byte);
        return;
      case State.csi:
      case State.ss3:
      case State.consoleKey:
        this.#sequence(byte);
        return;
      case State.x10Mouse:
        this.#x10Mouse(byte);
        return;
      case State.string:
      case State.stringEscape:
        this.#string(byte);
        return;
      case State.heldString:
        this.#heldString(byte);
        return;
      case State.paste:
        this.#pasteByte(byte);
        return;
    }
  }

  #ground(byte: number, modifiers: number): void {
    const afterReturn = this.#afterReturn;
    this.#afterReturn = false;
    if (this.#utf8.open) {
      if (byte >= 0x80 && byte < 0xc0) {
        const character = this.#utf8.next(byte);
        if (character !== null) this.#emit(characterKey(character, this.#utf8Alt ? ALT : 0));
        return;
      }
      // Torn: what came of it is dropped, this byte stands for itself.
      this.#utf8.abandon();
    }
    if (byte === ESC) {
      this.#state = State.escape;
    } else if (byte >= 0x80) {
      this.#beginCharacter(byte, modifiers);
    } else if (byte === 0x7f || byte < 0x20) {
      // CR LF is one Enter.
      if (byte === 0x0a && afterReturn) return;
      this.#afterReturn = byte === 0x0d && modifiers === 0;
      this.#emit(controlKey(byte, modifiers));
    } else {
      this.#emit(characterKey(String.fromCharCode(byte), modifiers));
    }
  }

  #escape(byte: number): void {
    if (byte === ESC) {
      this.#state = State.doubleEscape;
      return;
    }
    this.#state = State.ground;
    if (!this.#introduce(byte, false)) this.#ground(byte, ALT);
  }

  #doubleEscape(byte: number): void {
    if (byte === 0x5b || byte === 0x4f) {
      this.#introduce(byte, true);
      return;
    }
    this.#emit(namedKey('escape'));
    if (byte === ESC) return;
    this.#escape(byte);
  }

  #afterEscape(byte: number): void {
    this.#state = State.ground;
    if (byte === 0x5b || byte === 0x4f) {
      this.#introduce(byte, false);
      this.#held = true;
    } else if (byte === 0x5d || byte === 0x50) {
      this.#state = State.heldString;
      this.#begin(byte, false);
      this.#held = true;
    } else {
      this.#ground(byte, 0);
    }
  }

  /** Enters the sequence a byte after ESC begins; false when it begins none. */
  #introduce(byte: number, alt: boolean): boolean {
    if (byte === 0x5b) this.#state = State.csi;
    else if (byte === 0x4f) this.#state = State.ss3;
    // ] OSC, P DCS, X SOS, ^ PM, _ APC
    else if ([0x5d, 0x50, 0x58, 0x5e, 0x5f].includes(byte)) this.#state = State.string;
    else return false;
    this.#begin(byte, alt);
    return true;
  }

  #begin(byte: number, alt: boolean): void {
    this.#parameters = '';
    this.#overflow = false;
    this.#alt = alt;
    this.#introducer = String.fromCharCode(byte);
  }

  /** Leaves a sequence that cannot go on and takes the byte as the beginning of something else. */
  #abort(byte: number): void {
    this.#leave();
    if (byte !== CAN && byte !== SUB) this.#ground(byte, 0);
  }

  #leave(): void {
    this.#state = State.ground;
    this.#held = false;
    this.#introducer = '';
  }

  #sequence(byte: number): void {
    if (byte < 0x20 || byte >= 0x7f) {
      this.#abort(byte);
      return;
    }
    const character = String.fromCharCode(byte);
    if (this.#state === State.consoleKey) {
      this.#leave();
      if (byte >= 0x41 && byte <= 0x45) this.#emit(namedKey(`f${byte - 0x40}`));
      return;
    }
    const isCsi = this.#state === State.csi;
    if (isCsi && character === '[' && this.#parameters === '') {
      this.#state = State.consoleKey;
      return;
    }
    const isShift = isCsi && character === '$' && isRxvtShift(this.#parameters);
    if ((isCsi ? byte < 0x40 : byte >= 0x30 && byte < 0x40) && !isShift) {
      if (this.#parameters.length < MAX_PARAMETERS) this.#parameters += character;
      else this.#overflow = true;
      return;
    }
    const overflow = this.#overflow;
    this.#leave();
    if (overflow) return;
    if (!isCsi) this.#emit(keyOfSs3(this.#parameters, character, this.#alt));
    else this.#endCsi(character);
  }

  #endCsi(final: string): void {
    if (final === '~' && this.#parameters === '200') {
      this.#state = State.paste;
      this.#paste.begin();
    } else if (final === 'M' && this.#parameters === '') {
      this.#state = State.x10Mouse;
      this.#mouseBytes = [];
    } else {
      this.#emit(keyOfCsi(this.#parameters, final, this.#alt));
    }
  }

  #x10Mouse(byte: number): void {
    if (byte < 0x20) {
      this.#abort(byte);
      return;
    }
    this.#mouseBytes.push(byte);
    const [button, column, row] = this.#mouseBytes;
    if (button === undefined || column === undefined || row === undefined) return;
    this.#leave();
    this.#emit(keyOfX10Mouse(button, column, row));
  }

  #string(byte: number): void {
    const afterEscape = this.#state === State.stringEscape;
    this.#state = State.string;
    if (afterEscape && byte !== 0x5c) {
      // Not the terminator: the string was cut off and another sequence begins.
      this.#leave();
      this.#escape(byte);
    } else if (afterEscape || byte === 0x07 || byte === CAN || byte === SUB) {
      this.#leave();
    } else if (byte === ESC) {
      this.#state = State.stringEscape;
    } else {
      // Only that something came is kept: the text is of no interest.
      this.#overflow = true;
    }
  }

  /** `ESC ] digit` and `ESC P digit, >, !, $, +` begin replies; anything else was typed. */
  #heldString(byte: number): void {
    const introducer = this.#introducer;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (isDigit || (introducer === 'P' && '>!$+'.includes(String.fromCharCode(byte)))) {
      this.#held = false;
      this.#overflow = true;
      this.#state = State.string;
      return;
    }
    this.#leave();
    this.#emit(characterKey(introducer));
    this.#ground(byte, 0);
  }

  #pasteByte(byte: number): void {
    if (!this.#paste.take(byte)) return;
    this.#leave();
    this.#endPaste();
  }

  #endPaste(): void {
    const text = this.#paste.end();
    if (text !== '') this.#emit({ kind: 'paste', text });
  }

  #beginCharacter(byte: number, modifiers: number): void {
    // A terminal in 8-bit mode: C1 controls are no UTF-8, so nothing typed is lost.
    if (byte === 0x9b || byte === 0x8f) {
      this.#introduce(byte === 0x9b ? 0x5b : 0x4f, false);
    } else if (byte === 0x90 || byte === 0x9d || byte === 0x98 || byte === 0x9e || byte === 0x9f) {
      this.#introduce(byte - 0x40, false);
    } else {
      this.#utf8.begin(byte);
      this.#utf8Alt = (modifiers & ALT) !== 0;
    }
  }
}

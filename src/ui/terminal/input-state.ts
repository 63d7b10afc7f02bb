// Where the input decoder stands between two bytes, and how long it may stand there.

export const enum State {
  ground,
  escape,
  /** ESC ESC: rxvt's Alt before a sequence, or Escape pressed twice. */
  doubleEscape,
  /** An Escape key was reported; the rest of what was torn may still come. */
  afterEscape,
  csi,
  /** CSI [ of the Linux console's F1 to F5: one letter more. */
  consoleKey,
  x10Mouse,
  ss3,
  /** OSC, DCS, APC, PM, SOS: swallowed to their end. */
  string,
  stringEscape,
  /** After an Escape that may have been torn from OSC or DCS: the next byte tells. */
  heldString,
  paste,
}

/** How long a state waits for the next byte, ms. */
export const WAIT_MILLIS: Readonly<Record<State, number>> = {
  [State.ground]: 0,
  [State.escape]: 30,
  [State.doubleEscape]: 30,
  [State.afterEscape]: 500,
  [State.csi]: 500,
  [State.consoleKey]: 500,
  [State.x10Mouse]: 500,
  [State.ss3]: 500,
  [State.string]: 500,
  [State.stringEscape]: 500,
  [State.heldString]: 200,
  // A terminal that died inside a paste must not lock the keyboard for ever.
  [State.paste]: 5000,
};

/** States in which nothing but the introducer may have come. */
export const NAMED_BY_INTRODUCER: ReadonlySet<State> = new Set([State.csi, State.ss3, State.string, State.heldString]);

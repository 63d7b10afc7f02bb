// What must happen before a crash is reported: the terminal is given back first, then the message can be read.

let giveBack: (() => void) | null = null;

/** Registers how the terminal is restored (synchronous, safe to call twice); null once it has been. */
export function guardTerminal(restore: (() => void) | null): void {
  giveBack = restore;
}

export function restoreTerminal(): void {
  giveBack?.();
}

// The sequences that make a terminal ours and give it back. Only what the kind of terminal understands is sent.

import type { Capabilities } from './capabilities.ts';

const MOUSE_ON = '\x1b[?1000h\x1b[?1002h\x1b[?1006h';
const MOUSE_OFF = '\x1b[?1006l\x1b[?1002l\x1b[?1000l';

/** Alternate screen (where there is one), no scroll region, no cursor, bracketed paste, a clear screen. */
export function enterSequence(capabilities: Capabilities, title: string): string {
  const clear = '\x1b[m\x1b[r\x1b[H\x1b[2J';
  if (!capabilities.alternateScreen) return isConsole(capabilities) ? `${clear}\x1b[?25l` : clear;
  // 22;2 saves the title that 23;2 gives back; terminals without that ignore it.
  const named = title === '' ? '' : `\x1b[22;2t\x1b]2;${title}\x07`;
  return `\x1b[?1049h${clear}\x1b[?25l\x1b[?2004h${named}`;
}

/** Undoes enterSequence and everything sent since; safe after a frame that was cut off. */
export function leaveSequence(capabilities: Capabilities, rows: number, mouse: boolean, title: string): string {
  if (!capabilities.alternateScreen) {
    // No second screen to go back to: leave an empty one, the prompt at its foot.
    return `\x1b[m\x1b[H\x1b[2J\x1b[${rows}H${isConsole(capabilities) ? '\x1b[?25h' : ''}`;
  }
  return (
    (capabilities.synchronizedOutput ? '\x1b[?2026l' : '') +
    '\x1b[m' +
    mouseSequence(mouse ? false : null) +
    '\x1b[?2004l\x1b[?25h' +
    (title === '' ? '' : '\x1b[23;2t') +
    '\x1b[?1049l'
  );
}

/** Mouse reports of buttons and drags in SGR form; null changes nothing. */
export function mouseSequence(on: boolean | null): string {
  if (on === null) return '';
  return on ? MOUSE_ON : MOUSE_OFF;
}

function isConsole(capabilities: Capabilities): boolean {
  return capabilities.term.startsWith('linux');
}

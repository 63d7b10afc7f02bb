// The text of a command line as ps and top show it. Must never make it safe for a terminal: that is the painter's work.

/** Bytes of a command line that are worth reading: four lines of the widest screen. */
export const COMMAND_LINE_BYTES = 4096;

const NUL = 0;
const SPACE = 0x20;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * /proc/PID/cmdline (proc(5)): arguments that end in NUL, joined by one space, without quotes; invalid UTF-8 becomes
 * U+FFFD. At most COMMAND_LINE_BYTES are looked at, and no character is cut in two. Null when nothing is in it: a kernel
 * thread, a zombie, or a program that wiped it.
 */
export function commandLineText(bytes: Uint8Array): string | null {
  let end = Math.min(bytes.length, COMMAND_LINE_BYTES);
  if (end < bytes.length) end = characterStart(bytes, end);
  while (end > 0 && bytes[end - 1] === NUL) end--;
  if (end === 0) return null;
  // Not slice(): that of a Buffer shares its memory.
  const text = new Uint8Array(bytes.subarray(0, end));
  for (let i = 0; i < end; i++) if (text[i] === NUL) text[i] = SPACE;
  return decoder.decode(text);
}

/** The last place at or before `end` where a UTF-8 character can begin; `end` itself where the bytes are no UTF-8. */
function characterStart(bytes: Uint8Array, end: number): number {
  for (let at = end; at > end - 4 && at > 0; at--) if (((bytes[at] as number) & 0xc0) !== 0x80) return at;
  return end;
}

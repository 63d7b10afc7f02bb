// Finds one line of /proc/PID/status in its bytes. Must never make a string of the text: it is read for many rows.

const NEWLINE = 10;
const VM_SWAP = Buffer.from('\nVmSwap:');

/**
 * VmSwap of the text of /proc/PID/status, proc(5), in bytes; 0 where the line is missing, as for kernel threads and
 * zombies; NaN where it holds no number. The kernel escapes newlines in Name, so a line cannot be forged.
 */
export function parseVmSwapBytes(bytes: Buffer, length: number): number {
  const line = bytes.indexOf(VM_SWAP);
  if (line < 0 || line + VM_SWAP.length >= length) return 0;
  let kilobytes = NaN;
  for (let at = line + VM_SWAP.length; at < length && bytes[at] !== NEWLINE; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >= 0 && digit <= 9) kilobytes = (kilobytes !== kilobytes ? 0 : kilobytes * 10) + digit;
  }
  return kilobytes * 1024;
}

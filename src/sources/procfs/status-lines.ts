// Parses lines of /proc/PID/status, proc(5). Must never throw, whatever bytes it is given: the kernel escapes newlines in
// the Name line, so no line can be forged.

export interface Identity {
  /** Real, effective, saved and file system ids. */
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  readonly groups: readonly number[];
}

/** Users and groups; null where a line is missing or odd. */
export function parseIdentity(text: string): Identity | null {
  const uids = numbersOf(text, 'Uid');
  const gids = numbersOf(text, 'Gid');
  const groups = numbersOf(text, 'Groups');
  return uids?.length === 4 && gids?.length === 4 && groups !== null ? { uids, gids, groups } : null;
}

/** A line in kB as bytes; 0 where there is none, as for kernel threads and zombies; NaN for odd text. */
export function parseKibLine(text: string, name: string): number {
  const value = lineOf(text, name);
  if (value === null) return 0;
  const [, digits] = /^(\d{1,15}) kB$/.exec(value) ?? [];
  return digits === undefined ? NaN : Number(digits) * 1024;
}

function numbersOf(text: string, name: string): number[] | null {
  const value = lineOf(text, name);
  if (value === null) return null;
  const words = value.split(/\s+/).filter((word) => word !== '');
  return words.every((word) => /^\d{1,10}$/.test(word)) ? words.map(Number) : null;
}

function lineOf(text: string, name: string): string | null {
  const head = `\n${name}:`;
  const at = text.indexOf(head);
  if (at === -1) return null;
  const end = text.indexOf('\n', at + 1);
  return end === -1 ? null : text.slice(at + head.length, end).trim();
}

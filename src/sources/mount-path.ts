// How the kernel writes paths in its tables of mounts, and back. Must never throw, whatever they hold.

/** Blank, tab, line end and backslash are three octal digits in mounts and mountinfo, proc(5). */
export function unescapeMountPath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

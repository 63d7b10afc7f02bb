// Names of users or groups by number: from the passwd or group file at once, from the name service when someone who may wait has asked it.
// Must never block: it reads one local file; what it does not know it hands out as a question.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export class AccountNames {
  /** Counts up whenever a known name may have changed: whoever keeps names looks again. */
  revision = 0;
  private readonly path: string;
  private fromFile = new Map<number, string>();
  /** Answers of the name service; they stay when the file changes. */
  private readonly fromService = new Map<number, string>();
  private readonly asked = new Set<number>();
  private unknown: number[] = [];
  private mtimeMillis = NaN;

  /** `root` is the folder that holds etc, '/' on a real machine; passwd(5) and group(5) begin alike: name, password, number. */
  constructor(root: string, file: 'passwd' | 'group' = 'passwd') {
    this.path = join(root, 'etc', file);
    this.refresh();
  }

  /** Reads passwd(5) again when it has changed. A machine without that file has no names here, which is no error. */
  refresh(): void {
    const mtimeMillis = statSync(this.path, { throwIfNoEntry: false })?.mtimeMs ?? NaN;
    if (Object.is(mtimeMillis, this.mtimeMillis)) return;
    this.mtimeMillis = mtimeMillis;
    this.fromFile = Number.isNaN(mtimeMillis) ? new Map<number, string>() : readPasswd(this.path);
    this.revision++;
  }

  /** The name, or undefined: then the uid is among the questions of takeUnknown, once. */
  nameOf(uid: number): string | undefined {
    const name = this.fromFile.get(uid) ?? this.fromService.get(uid);
    if (name === undefined && !this.asked.has(uid)) {
      this.asked.add(uid);
      this.unknown.push(uid);
    }
    return name;
  }

  /** The name, or the number in its place as ps(1) shows it. */
  labelOf(uid: number): string {
    return this.nameOf(uid) ?? String(uid);
  }

  /** Tells what the name service answered for a uid. */
  add(uid: number, name: string): void {
    if (name === '' || this.fromService.get(uid) === name) return;
    this.fromService.set(uid, name);
    this.revision++;
  }

  /** The uids without a name that nobody was asked about yet; each is handed out once. */
  takeUnknown(): number[] {
    const uids = this.unknown;
    this.unknown = [];
    return uids;
  }
}

/** The first line of a uid wins, as in getpwuid(3). Lines that are no accounts (NIS +, comments, odd ones) are passed over. */
function readPasswd(path: string): Map<number, string> {
  const names = new Map<number, string>();
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return names;
    throw error;
  }
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':', 3);
    if (!name || uid === undefined || !/^\d{1,10}$/.test(uid) || /^[+#-]/.test(name)) continue;
    if (!names.has(Number(uid))) names.set(Number(uid), name);
  }
  return names;
}

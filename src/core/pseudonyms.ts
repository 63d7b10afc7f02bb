// Other names for what tells whose machine it is: the same thing has the same one for as long as this lives, and no original
// comes back out. Numbers, and the names of programs, stay. Must never forget: the second sight of a thing is known by the first.

/** What a text tells: `prose` may hold any of them among other words, `line` is a command line, `words` an environment. */
export type Identity = 'user' | 'users' | 'address' | 'path' | 'unit' | 'program' | 'line' | 'words' | 'prose';

/** Texts that say there is none, or all. */
const NOTHING = new Set(['', '-', '?', '*', '/']);
/** Of a command line: small numbers, the letter of an option, its long name, what a shell would read. */
const PLAIN_WORD = /^(?:\d{1,5}|--?[A-Za-z]|--[a-z][a-z-]*|[^\p{L}\p{N}]+)$/u;
const NAMED_VALUE = /^(--?[A-Za-z][\w-]*|[A-Za-z_]\w*)=(.*)$/s;
/** Address and port, as src/sources/netlink/address.ts writes them; an address of IPv6 alone has no brackets. */
const ENDPOINT = /^(?:\[([^\]]*)\]|([^:]*))(:(?:\d+|\*))?$/;
const IPV4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)/g;
/** Either with `::` or of eight groups: a time of day is none. */
const IPV6 = /(?<![\w:.])(?=[0-9a-f:.]*::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:]{2,}(?:\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/gi;
/** From the root, or from a home or working directory; those of /proc that only hold numbers and the kernel's words are left. */
const PATH = /(?<=^|[\s'"(=:,])(?!\/proc(?:\/\w+)*(?![\w/.-]))(?:~|\.{1,2})?\/[^\s'"(),;:]*[^\s'"(),;:.]/g;
const BEGINS_AS_PATH = /^(?:~|\.{1,2})?\//;
const UNIT_KIND = /\.(?:service|scope|slice|socket|mount|swap)$/;
const NUMBER = /^\d+$/;

type Prefix = 'user' | 'address' | '/path' | 'unit' | 'word';

export class Pseudonyms {
  private readonly made = new Map<string, string>();
  private readonly counts = new Map<Prefix, number>();
  private readonly originals = new Map<string, string>();
  /** Names of people, which are replaced wherever they stand; null while there is none. */
  private people: RegExp | null = null;
  private readonly names = new Set<string>();

  private readonly replacers: Readonly<Record<Identity, (text: string) => string>> = {
    user: (text) => (NUMBER.test(text) ? text : this.numbered('user', text)),
    users: (text) => text.split(',').map((name) => this.replace('user', name)).join(','),
    address: (text) => this.endpoint(text),
    path: (text) => this.numbered('/path', text),
    unit: (text) => `${this.numbered('unit', text)}${UNIT_KIND.exec(text)?.[0] ?? ''}`,
    program: (text) => (BEGINS_AS_PATH.test(text) ? this.numbered('/path', text) : this.scrub(text)),
    line: (text) => this.line(text),
    words: (text) => text.replace(/\S+/g, (word) => this.word(word)),
    prose: (text) => this.scrub(text),
  };

  /** The text without what identifies. */
  replace(identity: Identity, text: string): string {
    if (NOTHING.has(text)) return text;
    const replaced = this.replacers[identity](text);
    if (replaced !== text && identity !== 'line' && identity !== 'prose') this.originals.set(replaced, text);
    return replaced;
  }

  /** What was replaced by this; the text itself where it was not. */
  original(text: string): string {
    return this.originals.get(text) ?? text;
  }

  /** This user is a person, or made by hand: no program is called so by chance. */
  addPerson(name: string): void {
    if (this.names.has(name) || NOTHING.has(name) || NUMBER.test(name)) return;
    this.names.add(name);
    // The longest first: `ann-marie` is not `ann` and more.
    const names = [...this.names].sort((a, b) => b.length - a.length).map((one) => one.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
    this.people = new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  }

  private numbered(prefix: Prefix, text: string): string {
    const key = `${prefix} ${text}`;
    let name = this.made.get(key);
    if (name === undefined) {
      const count = (this.counts.get(prefix) ?? 0) + 1;
      this.counts.set(prefix, count);
      name = `${prefix}-${count}`;
      this.made.set(key, name);
    }
    return name;
  }

  private endpoint(text: string): string {
    const [, bracketed, plain, port = ''] = ENDPOINT.exec(text) ?? [];
    const host = bracketed ?? plain ?? text;
    return NOTHING.has(host) ? text : `${this.numbered('address', host)}${port}`;
  }

  /** What is certain of any text: people, paths and addresses. */
  private scrub(text: string): string {
    const scrubbed = text
      .replace(PATH, (path) => this.replace('path', path))
      .replace(IPV6, (address) => this.replace('address', address))
      .replace(IPV4, (address) => this.replace('address', address));
    return this.people === null ? scrubbed : scrubbed.replace(this.people, (name) => this.replace('user', name));
  }

  /** The name of the program without its folder, and then words: each may be a secret. */
  private line(text: string): string {
    let isFirst = true;
    return text.replace(/\S+/g, (word) => {
      if (!isFirst) return this.word(word);
      isFirst = false;
      return this.scrub(word.slice(word.lastIndexOf('/') + 1));
    });
  }

  private word(word: string): string {
    if (PLAIN_WORD.test(word)) return word;
    const [, name, value] = NAMED_VALUE.exec(word) ?? [];
    if (name !== undefined && value !== undefined) return `${this.scrub(name)}=${this.word(value)}`;
    if (word.includes('/')) return this.numbered('/path', word);
    if (fullMatch(IPV6, word.replace(/^\[|\](?::\d+)?$/g, ''))) return this.endpoint(word);
    return word.replace(/[^@:,;]+/g, (piece) => this.piece(piece));
  }

  private piece(text: string): string {
    if (PLAIN_WORD.test(text)) return text;
    if (fullMatch(IPV4, text)) return this.numbered('address', text);
    return this.numbered(this.made.has(`user ${text}`) ? 'user' : 'word', text);
  }
}

function fullMatch(pattern: RegExp, text: string): boolean {
  return text.replace(pattern, '') === '' && text !== '';
}

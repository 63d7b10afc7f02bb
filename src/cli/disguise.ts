// --anonymise: takes what identifies out of everything that comes from the collector, before the store or a writer has it.
// All texts get ids of its own, so that no original ever gets into their mirror. Must never touch a number of a row.

import { ENTITIES, type Entity } from '../core/entity.ts';
import { textColumns } from '../core/fields.ts';
import { IDENTITIES } from '../core/fields/identity.ts';
import type { WordedFinding } from '../core/finding.ts';
import { tableIn, type Frame, type Trend } from '../core/frame.ts';
import { InternedTexts } from '../core/interner.ts';
import { Pseudonyms, type Identity } from '../core/pseudonyms.ts';
import { columnOf, type AnyTable } from '../core/table.ts';
import type { ForecastWords } from '../core/verdict.ts';
import type { Want } from '../core/want.ts';
import { wordFinding } from '../diagnose/finding-words.ts';
import type { Message } from '../store/message.ts';

/** What useradd(8) gives people, login.defs(5); 65534 is nobody. */
const FIRST_PERSON = 1000;
const NOBODY = 65534;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Disguise {
  readonly names = new Pseudonyms();
  /** Texts as the collector knows them. */
  private readonly originals = new InternedTexts();
  private readonly idOfText = new Map<string, number>([['', 0]]);
  private news: [number, string][] = [];
  private groupsAre: Identity = 'unit';
  private wordedOf: Frame['findings'] = [];
  private worded: Frame['findings'] = [];

  /** Changes the frame itself: it stays the one that can be given back. Once for every frame. */
  frame(frame: Frame): Frame {
    this.originals.apply(frame.strings);
    this.meetPeople(frame);
    this.groupsAre = kindOfGroups(frame);
    const own: Mutable<Frame> = frame;
    own.findings = this.findings(frame.findings);
    own.leaks = this.leaks(frame.leaks);
    for (const entity of ENTITIES) {
      const table = tableIn(frame, entity);
      if (table !== null) this.table(entity, table, own.findings);
    }
    if (frame.thread !== null) this.table('process', frame.thread, own.findings);
    if (frame.trend !== null) this.trend(frame.trend);
    const prose = (text: string): string => this.names.replace('prose', text);
    own.issues = frame.issues.map((issue) => ({ ...issue, text: prose(issue.text), hint: prose(issue.hint) }));
    own.sources = frame.sources.map((one) => (one.state === 'ok' ? one : { ...one, reason: prose(one.reason) }));
    own.strings = this.news;
    this.news = [];
    return frame;
  }

  /** What a store is told: frames by frame(). */
  message(message: Message): Message {
    const prose = (text: string): string => this.names.replace('prose', text);
    switch (message.type) {
      case 'trend':
        return { ...message, trend: this.trend(message.trend) };
      case 'commandLines':
        return { ...message, lines: message.lines.map((line) => ({ ...line, text: this.line(line.text) })) };
      case 'details':
        return { ...message, details: this.details(message.details) };
      case 'news':
      case 'problem':
        return { ...message, text: prose(message.text) };
      case 'health':
        return { ...message, health: { ...message.health, staleReason: prose(message.health.staleReason) } };
      case 'actionPlanned':
        return { ...message, title: prose(message.title), plan: message.plan.map(prose) };
      case 'actionDone':
        return { ...message, lines: message.lines.map(prose) };
      default:
        return message;
    }
  }

  /** What is wanted by the names that are shown, by those the collector knows. */
  want(want: Want): Want {
    const group = want.side?.group;
    if (group === undefined) return want;
    const focus = group.focus.map((name) => this.names.original(name)).sort();
    return { ...want, side: { ...want.side, group: { ...group, focus } } };
  }

  line(text: string | null): string | null {
    return text === null ? null : this.names.replace('line', text);
  }

  private details(details: Extract<Message, { type: 'details' }>['details']): typeof details {
    const path = (text: string | null): string | null => (text === null ? null : this.names.replace('path', text));
    return {
      ...details,
      commandLine: this.line(details.commandLine),
      executable: path(details.executable),
      workingDirectory: path(details.workingDirectory),
      cgroups: details.cgroups.map((group) => this.names.replace('path', group)),
      missing: details.missing.map((text) => this.names.replace('prose', text)),
    };
  }

  private table(entity: Entity, table: AnyTable, findings: Frame['findings']): void {
    for (const id of textColumns(entity)) {
      const column = table.columns[id];
      if (column === undefined) continue;
      const identity = IDENTITIES[entity][id];
      // What is not declared could be anything.
      const kind = identity === undefined ? 'words' : identity;
      for (let row = 0; row < table.rows; row++) {
        if (kind === 'finding') column[row] = this.idOf(textOfFinding(findings[row], id));
        else column[row] = this.shown(kind === 'group' ? this.groupsAre : kind, column[row] as number);
      }
    }
  }

  private trend(trend: Trend): Trend {
    if (trend.entity === 'process') return trend;
    const kind = trend.entity === 'group' ? this.groupsAre : 'prose';
    for (const keys of trend.keys) for (let i = 0; i < keys.length; i++) keys[i] = this.shown(kind, keys[i] as number);
    return trend;
  }

  /** The id of what is shown for a text of the collector. */
  private shown(identity: Identity | null, id: number): number {
    if (Number.isNaN(id)) return NaN;
    const text = this.originals.textOf(id);
    return this.idOf(identity === null ? text : this.names.replace(identity, text));
  }

  private idOf(text: string): number {
    let id = this.idOfText.get(text);
    if (id === undefined) {
      id = this.idOfText.size;
      this.idOfText.set(text, id);
      this.news.push([id, text]);
    }
    return id;
  }

  /** Before any name of a program is shown: it may hold one of theirs. */
  private meetPeople({ process, thread }: Frame): void {
    for (const table of thread === null ? [process] : [process, thread]) {
      const { uid, user } = table.columns;
      for (let row = 0; row < table.rows; row++) {
        const number = uid[row] as number;
        if (number >= FIRST_PERSON && number !== NOBODY) this.names.addPerson(this.originals.textOf(user[row] as number));
      }
    }
  }

  private findings(findings: Frame['findings']): Frame['findings'] {
    if (findings === this.wordedOf) return this.worded;
    this.wordedOf = findings;
    return (this.worded = findings.map((finding) => this.finding(finding)));
  }

  private leaks(leaks: Frame['leaks']): Frame['leaks'] {
    if (leaks === null) return null;
    const prose = (text: string): string => this.names.replace('prose', text);
    const worded = (words: ForecastWords): ForecastWords => ({ ...words, kills: prose(words.kills), killsShort: prose(words.killsShort) });
    return {
      ...leaks,
      findings: leaks.findings.map((leak) => ({
        ...leak, sentence: prose(leak.sentence), forecast: leak.forecast === null ? null : worded(leak.forecast),
      })),
    };
  }

  private finding(finding: WordedFinding): WordedFinding {
    const { names } = this;
    const { subject, texts } = finding;
    const replace = ([key, text]: readonly [string, string]): readonly [string, string] => {
      if (key === 'path' || key === 'mount') return [key, names.replace('path', text)];
      return [key, key === 'group' ? this.place(text) : names.replace('prose', text)];
    };
    const label = subject.entity === 'group' ? this.place(subject.label) : names.replace(subject.entity === 'file' ? 'path' : 'prose', subject.label);
    return wordFinding({
      ...finding,
      id: names.replace('prose', finding.id),
      subject: { ...subject, label },
      texts: Object.fromEntries(Object.entries(texts).map(replace)),
    });
  }

  /** A control group, by its path or by the unit it is of. */
  private place(text: string): string {
    return this.names.replace(text.includes('/') ? 'path' : 'unit', text);
  }
}

/** The names of groups are those of all users, of all programs, or of anything else: of each table all are alike. */
function kindOfGroups({ process, side: { group } }: Frame): Identity {
  if (group === undefined) return 'unit';
  const { user, command } = process.columns;
  const isAll = (column: Float64Array): boolean => {
    const known = new Set(column.subarray(0, process.rows));
    return columnOf(group, 'name').subarray(0, group.rows).every((id) => Number.isNaN(id) || known.has(id));
  };
  return isAll(user) ? 'user' : isAll(command) ? 'program' : 'unit';
}

function textOfFinding(finding: WordedFinding | undefined, id: string): string {
  if (finding === undefined) return '';
  if (id === 'subject') return finding.subject.label;
  return id === 'sentence' || id === 'advice' || id === 'id' ? finding[id] : '';
}

// What is understood, and what is said about the rest: always which word, in one sentence.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compileQuery } from '../../../src/core/query/compile.ts';
import { readLiteral } from '../../../src/core/query/literal.ts';
import { parseQuery } from '../../../src/core/query/parse.ts';
import { QueryError, type Query } from '../../../src/core/query/query.ts';
import { parseTopFilter } from '../../../src/core/query/top-filter.ts';
import { contextOf, FIELDS, type Row } from './support.ts';

const MIB = 1024 ** 2;
const ROW: Row = {
  pid: 4711, user: 'root', pr: -100, ni: -5, res: 1536 * MIB, dres: -3 * MIB, growth: 38 * MIB, io: null, state: 'D',
  cpu: 12.5, share: 0.25, time: 187.55, elapsed: 93_784, trend: null, command: 'java',
};

/** Whether the row passes. */
function passes(text: string, read = (of: string): Query => parseQuery(of, FIELDS)): boolean {
  return compileQuery(read(text), FIELDS)(contextOf([ROW]))(0);
}

test('numbers are compared as numbers, in the units people write', () => {
  for (const text of [
    'res > 1g', 'RES>1g', 'res >= 1.5g', 'res = 1536m', 'res == 1572864', 'res = 1536MiB', 'res < 2t', 'res != 1g',
    'pid = 4711', 'pid in (1, 4711)', 'pid not in (1,2)', 'ni < 0', 'ni = -5', 'pr = rt', 'dres < -2m', 'ΔRES = -3m',
    'growth > 10m', 'growth > 10m/h', 'growth < 1m/s', 'growth >= 0.5m/min', '%CPU > 5', 'cpu <= 12.5%', 'share = 25%',
    'time > 3m', 'time = 3:07.55', 'time+ < 1h', 'elapsed > 1d', 'elapsed > 1d2h3m', 'elapsed = 1-02:03:04', 'time > 90s',
    'io = unknown', 'not res = unknown', 'res != unknown',
  ]) assert.ok(passes(text), text);
  for (const text of [
    'res < 1g', 'res > 1536m', 'pid = 471', 'io > 0', 'io < 1', 'io != 5', 'not io > 0', 'not (io > 0 or pid = 1)', 'ni > 0',
  ]) assert.ok(!passes(text), text);
});

test('texts, states, expressions and bare words', () => {
  for (const text of [
    'user = root', "user='root'", 'user != daemon', 'user in (daemon, root)', 'command ~ /JAVA/i', 'command ~ "^ja.a$"',
    'command =~ ja', 'command !~ /JAVA/', 'S = D', 'state = d', 'state in (R, D)', 'java', 'JAV', 'ava roo', '"java"', 'not nginx',
    '!nginx', 'java && root', 'nginx || java', 'nginx or java and root', '(nginx or java) and user = root', 'NOT nginx AND java',
    'command ~ /\\x6a/', 'user != unknown', 'java not nginx',
  ]) assert.ok(passes(text), text);
  for (const text of ['user = Root', 'command ~ JAVA', 'state = t', 'nginx', 'java nginx', 'not java', 'user = roo', 'command ~ /a\\/b/'])
    assert.ok(!passes(text), text);
});

test('a slash in an expression is one, escaped or not', () => {
  const slashes = { kind: 'match', field: 'command', source: '^/usr/\\d', ignoreCase: false };
  for (const text of ['command ~ /^\\/usr\\/\\d/', 'command ~ "^/usr/\\d"', 'command ~ ^\\/usr/\\d'])
    assert.deepEqual(parseQuery(text, FIELDS), slashes);
});

test('and binds closer than or', () => {
  const kinds = (query: Query): unknown => ('terms' in query ? [query.kind, ...query.terms.map(kinds)] : query.kind);
  assert.deepEqual(kinds(parseQuery('a or b and c', FIELDS)), ['or', 'word', ['and', 'word', 'word']]);
  assert.deepEqual(kinds(parseQuery('not a b', FIELDS)), ['and', 'not', 'word']);
});

/** The sentence and the marked part of the text. */
function complaint(text: string, read: (of: string) => Query): [message: string, marked: string] {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof QueryError);
    return [error.message, Array.from(text).slice(error.span.from, error.span.to).join('')];
  }
  return assert.fail(`${text} was understood`);
}

test('an error names the wrong word and points at it', () => {
  for (const [text, message, marked] of [
    ['rez > 1g', 'no field is named rez: did you mean RES?', 'rez'],
    ['日 java and %CPV > 5', 'no field is named %CPV: did you mean %CPU?', '%CPV'],
    ['xyzzy = 1', 'no field is named xyzzy', 'xyzzy'],
    ['trend > 1', 'TREND has no value to compare', 'trend'],
    ['res > 1x', '1x is not a size such as 500k, 20m or 1.5g', '1x'],
    ['res > "1g"', 'a text in quotes is not a size such as 500k, 20m or 1.5g', '"1g"'],
    ['res > 1e999', '1e999 is not a size such as 500k, 20m or 1.5g', '1e999'],
    ['time > soon', 'soon is not a time such as 90s, 5m, 1h30m or 2d', 'soon'],
    ['cpu > 5m', '5m is not a percentage', '5m'],
    ['pid = 1.2.3', '1.2.3 is not a number', '1.2.3'],
    ['state = Q', 'Q is not a state: one of R S D T t Z X I', 'Q'],
    ['state > R', 'states have no order: use = or in', '>'],
    ['user < m', 'USER is text: compare it with = or ~', '<'],
    ['res ~ 5', 'RES is not text: compare it with = < or >', '~'],
    ['res > unknown', 'unknown goes with = and != only', '>'],
    ['res >', '> needs a value after it', '>'],
    ['res > and', 'and is not a size such as 500k, 20m or 1.5g', 'and'],
    ['> 5', '> needs a field before it', '>'],
    ['java and', 'and needs something after it', 'and'],
    ['or java', 'or is not expected here', 'or'],
    ['not', 'not needs something after it', 'not'],
    ['(java', 'this ( is not closed', '('],
    ['java)', 'this ) closes nothing', ')'],
    ['()', 'this ) closes nothing', ')'],
    ['pid in (1 2)', 'values in a list are separated by commas', '2'],
    ['pid in (1,', ', needs a value after it', ','],
    ['pid in (1', 'this ( is not closed', '('],
    ['pid in (1, x)', 'x is not a number', 'x'],
    ['user = "ro', 'this quote is not closed', '"'],
    ['command ~ /ja', 'this regular expression is not closed by /', '/'],
    ['command ~ /(/', 'not a regular expression: unterminated group', '/(/'],
    ['command ~ "[a"', 'not a regular expression: unterminated character class', '"[a"'],
    ['command ~ /a/gi', 'only i may follow the closing slash, not gi; a slash inside is written \\/', 'gi'],
    ['""', 'this text is empty', '""'],
    ['', 'nothing to look for', ''],
  ] as const) {
    assert.deepEqual(complaint(text, (of) => parseQuery(of, FIELDS)), [message, marked], text);
  }
});

test("top's filters: parts of texts, numbers as numbers, ! to exclude", () => {
  const lower = (text: string): Query => parseTopFilter(text, FIELDS, true);
  const exact = (text: string): Query => parseTopFilter(text, FIELDS, false);
  for (const text of ['USER=oo', 'user=ROO', ' COMMAND = jAv ', '!COMMAND=nginx', '%CPU>5.0', 'RES>1g', 'RES>1572863', 'res<2000000', 'S=D', '!S=R', 'TIME+=3:07.55'])
    assert.ok(passes(text, lower), text);
  for (const text of ['USER=ROO', 'COMMAND=jAv', 'COMMAND=.*', '!USER=root', 'PID>5000']) assert.ok(!passes(text, exact), text);
  assert.ok(!passes('COMMAND=j.v', lower), 'a text is no expression');
  assert.ok(passes('!IO=unknown', (text) => ({ kind: 'not', term: lower(text) })));
  for (const [text, message, marked] of [
    ['rez>1', 'no field is named rez: did you mean RES?', 'rez'],
    ['! rez>1', 'no field is named rez: did you mean RES?', 'rez'],
    ['RES>', '> needs a value after it', '>'],
    ['=5', '= needs a field before it', '='],
    ['RES>big', 'big is not a size such as 500k, 20m or 1.5g', 'big'],
    ['USER<m', 'USER is text: compare it with = or ~', '<'],
    ['java', 'a filter is FIELD=value, FIELD<value or FIELD>value, with ! in front to exclude', 'java'],
  ] as const) {
    assert.deepEqual(complaint(text, lower), [message, marked], text);
  }
});

test('literals of every unit, and what is none', () => {
  for (const [unit, text, value] of [
    ['bytes', '1', 1024], ['bytes', '1b', 1], ['bytes', '1K', 1024], ['bytes', '1kb', 1024], ['bytes', '2GiB', 2 * 1024 ** 3],
    ['bytes', '1e3b', 1000], ['bytes', '1e', 1024 ** 6], ['bytes', '.5k', 512], ['bytes', '1k1', null], ['bytes', 'k', null],
    ['bytes', '', null], ['bytes', '1/s', null], ['bytesDelta', '-1', -1], ['bytesPerSec', '1k', 1024], ['bytesPerSec', '60k/m', 1024],
    ['bytesPerHour', '1k/s', 3600 * 1024], ['bytesPerHour', '5/h', 5], ['seconds', '5m', 300], ['seconds', '250ms', 0.25],
    ['seconds', '1h30m', 5400], ['seconds', '5 m', null], ['seconds', '1:2:3:4', null], ['cpuSeconds', '1:00', 60],
    ['percent', '80%', 80], ['percent', '8e1', 80], ['count', '2k', 2000], ['id', '2k', null], ['priority', 'RT', -100],
    ['state', 't', 116], ['state', 'z', 90], ['state', 'RR', null], ['text', '5', null], ['count', 'constructor', null],
    ['bytes', '1constructor', null], ['count', '0x10', null], ['count', '-0', 0], ['count', '+5', 5], ['count', '--5', null],
  ] as const) {
    assert.equal(readLiteral(unit, text), value, `${unit} ${text}`);
  }
});

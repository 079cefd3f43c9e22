import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeBody } from '../../src/codec/decode.ts';
import { parseMultipart } from '../../src/gateway/parse-multipart.ts';
import type { Json } from '../../src/json.ts';
import { parseLarge } from '../../src/large/parse-large.ts';
import { contextSyntax } from '../../src/rule/placeholder.ts';
import { compileTemplate } from '../../src/rule/template.ts';
import { createDiagnostics } from '../../src/rule/diagnostics.ts';

/** How much larger than needed they are: with TEST_HOSTILE=100, and the processor time of each turn is shown. */
const SIZE = Number(process.env.TEST_HOSTILE ?? 1);

const TYPE = 'multipart/form-data; boundary=b';
const END = '--b--\r\n';
const multipart = (text: string) => {
  const bytes = Buffer.from(text, 'latin1');
  return (): Promise<unknown> => parseMultipart(bytes, TYPE, { maxFiles: 10 });
};
const body = (type: 'json' | 'xml' | 'yaml' | 'form' | 'text', text: string | Buffer, contentType?: string) => {
  const bytes = Buffer.from(text as string);
  return async (): Promise<unknown> => decodeBody(type, bytes, contentType, [], true);
};
const value = (template: Json, scope: object) => {
  const compiled = compileTemplate(template, '/at', contextSyntax, createDiagnostics());
  return (): unknown => compiled.evaluate({ ...scope });
};

function part(name: string, text = '1', more = ''): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`;
}

function listOf(length: number, of: (at: number) => string, between: string): string {
  return Array.from({ length }, (_, at) => of(at)).join(between);
}

const levels = listOf(12, (at) => `l${at}: &l${at} [${Array(10).fill(at === 0 ? 'lol' : `*l${at - 1}`).join(',')}]`, '\n'); // prettier-ignore
const OBJECTS = await parseLarge(`[${listOf(60_000, (at) => `{"k${at}":1,"n":${at}}`, ',')}]`, 1000);
const MANY = await parseLarge(`[${listOf(200_000, (at) => `{"n":${at}}`, ',')}]`, 1000);
const NAMES = await parseLarge(`{${listOf(150_000, (at) => `"k${at}":1`, ',')}}`, 1000);
const LONG = 'ab'.repeat(600_000 * Math.min(SIZE, 8));

/** What is sent or evaluated, and what it is refused with; null: it is taken. */
const HOSTILE: readonly (readonly [what: string, act: () => unknown, refused: RegExp | null])[] = [
  ['parts without end', multipart(part('a').repeat(10_001 * SIZE)), /000413.*more than 10000 fields/],
  ['parts of all names', multipart(listOf(9_999, (at) => part(String(at)), '') + END), null],
  ['files without end', multipart(part('f', 'x', '; filename="x"').repeat(1_000 * SIZE)), /more than 10 files/],
  ['a header of a part without end', multipart(`--b\r\nX: ${'x'.repeat(100_000 * SIZE)}`), /is no multipart/],
  ['header lines without end', multipart(`--b\r\n${'X: y\r\n'.repeat(10_000 * SIZE)}`), /is no multipart/],
  ['what begins like the boundary', multipart(part('a', '\r\n--'.repeat(20_000 * SIZE)) + END), null],
  ['a multipart in a multipart', multipart(part('a', '--c\r\n\r\n1\r\n--c--', '\r\nContent-Type: multipart/mixed; boundary=c') + END), null], // prettier-ignore
  ['a file that does not end', multipart(part('f', 'x'.repeat(50_000 * SIZE), '; filename="x"')), /is no multipart/],
  ['a text of over 16 MiB', multipart(part('a', 'x'.repeat(16 * 2 ** 20 + 1)) + END), /request.body.a is a text of over 16 MiB; send it as a file/], // prettier-ignore
  ['a text of 16 MiB', multipart(part('a', 'x'.repeat(16 * 2 ** 20)) + END), null],
  ['aliases that grow', body('yaml', levels), /aliases that add more than/],
  ['merges that grow', body('yaml', `b: &b {${listOf(200, (at) => `k${at}: 1`, ', ')}}\n${listOf(200 * SIZE, (at) => `m${at}: {<<: *b}`, '\n')}`), /merge keys exceeded/], // prettier-ignore
  ['an alias of itself', body('yaml', 'a: &a [*a]'), /is no YAML|within the value that it stands for/],
  ['YAML that nests', body('yaml', '['.repeat(5_000 * SIZE)), /nesting exceeded/],
  ['XML with entities', body('xml', '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><a>&b;</a>'), /a DOCTYPE is not allowed/], // prettier-ignore
  ['XML that nests', body('xml', '<a>'.repeat(5_000 * SIZE)), /nests deeper than 1000 levels/],
  ['attributes without end', body('xml', `<a ${listOf(10_001 * Math.min(SIZE, 80), (at) => `a${at}=""`, ' ')}/>`), /more than 10000 attributes/], // prettier-ignore
  [
    'names of XML without end',
    body('xml', `<a>${listOf(20_000 * Math.min(SIZE, 50), (at) => `<k${at}/>`, '')}</a>`),
    null,
  ],
  [
    'names of YAML without end',
    body(
      'yaml',
      listOf(20_000 * Math.min(SIZE, 50), (at) => `k${at}: `, '\n'),
    ),
    null,
  ],
  [
    'names of a form without end',
    body(
      'form',
      listOf(20_000 * Math.min(SIZE, 50), (at) => `k${at}=`, '&'),
    ),
    null,
  ],
  ['JSON that nests', body('json', '['.repeat(100_000 * SIZE)), /nests deeper than 1000 levels/],
  ['a key that stands twice, late', body('json', `{${listOf(20_000 * Math.min(SIZE, 20), (at) => `"k${at}":1`, ',')},"k1":2}`), /has the key "k1" twice/], // prettier-ignore
  ['JSON that is no UTF-16', body('json', Buffer.from([0x7b, 0, 0xff]), 'application/json; charset=utf-16'), /utf-16/],
  ['XML whose declaration lies', body('xml', '<?xml version="1.0" encoding="utf-16"?><a>1</a>'), /is not valid utf-16/],
  ['text whose charset lies', body('text', Buffer.from([0x80]), 'text/plain; charset=euc-kr'), /is not valid euc-kr/],
  ['text that is no UTF-8 in the end', body('text', Buffer.concat([Buffer.from('\ufffd'.repeat(50_000 * Math.min(SIZE, 60))), Buffer.from([0x80])])), /is not valid UTF-8/], // prettier-ignore
  ['text of a charset that nobody knows', body('text', 'a', 'text/plain; charset=klingon'), /is not known/],
  ['split', value("{= {text}.split('b') }", { text: LONG }), /110004.*takes over 1,000,000 steps/],
  [
    'split and join',
    value("{= {text}.split('b').join('c').split('c') }", { text: LONG }),
    /takes over 1,000,000 steps/,
  ],
  ['a list kept as text', value('{= {list}.filter(a => a.n > 1) }', { list: OBJECTS }), /takes over 1,000,000 steps/],
  ['a list kept as text, in a list', value('{= {list}.map(a => {list}[a.n]) }', { list: OBJECTS }), /takes over 1,000,000 steps/], // prettier-ignore
  ['a list kept as text, as a text', value("{= {list} + '' }", { list: OBJECTS }), /takes over 1,000,000 steps/],
  ['a list kept as text, for null', value('{= {list} != null && {list}.length }', { list: OBJECTS }), null],
  ['an object kept as text', value('{= {object}.keys().length }', { object: NAMES }), /takes over 1,000,000 steps/],
  ['an object kept as text, for a name', value("{= {object}.has('k9') }", { object: NAMES }), null],
  ['a text in capitals', value('{= {text}.toUpperCase().length }', { text: LONG }), null],
  ['a text in capitals again and again', value(`{= {text}${'.toUpperCase()'.repeat(100)}.length }`, { text: LONG }), /takes over 1,000,000 steps/], // prettier-ignore
  ['replace', value("{= {text}.replace('bb', {text}) }", { text: LONG }), null],
  ['matches', value("{= {text}.matches('a.{1,300}c') }", { text: LONG }), /takes over 1,000,000 steps/],
  ['lists in lists', value('{= {list}.filter(a => {list}.some(b => b == a + 0.5)) }', { list: Array.from({ length: 2_000 }, (_, at) => at) }), /takes over 1,000,000 steps/], // prettier-ignore
  ['elements without end', value({ $each: '{list}', $to: '{item.n}' }, { list: MANY }), /takes over 2,000,000 steps/],
  ['lists through lists', value({ $each: '{list}', $to: { $each: '{list}', $as: 'b', $to: '{b}' } }, { list: Array(700).fill(1) }), /takes over 2,000,000 steps/], // prettier-ignore
  ['a list behind a list', value([{ '...': '{list}' }, { '...': '{list}' }], { list: MANY }), null],
  ['names without end', value({ a: 1, '...': '{object}' }, { object: NAMES }), /takes over 2,000,000 steps/],
  ['names of several objects', value({ '...': ['{object}', '{object}'] }, { object: NAMES }), /takes over 2,000,000 steps/], // prettier-ignore
];

describe('a hostile body, text or list', () => {
  for (const [what, act, refused] of HOSTILE) {
    it(what, async (t) => {
      const { outcome, longestMs } = await watched(act);
      if (refused === null) assert.equal(outcome, undefined);
      else assert.match(outcome ?? 'it was taken', refused);
      if (SIZE > 1) t.diagnostic(`${longestMs.toFixed(1)} ms of processor time in one turn`);
    });
  }
});

/** What an act is refused with, and the most processor time that it took in one turn of the event loop. */
async function watched(act: () => unknown): Promise<{ outcome: string | undefined; longestMs: number }> {
  let longestMs = 0;
  let last = process.threadCpuUsage();
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(last);
    longestMs = Math.max(longestMs, (user + system) / 1000);
    last = process.threadCpuUsage();
    looking = setImmediate(look);
  };
  let looking = setImmediate(look);
  await new Promise(setImmediate);
  longestMs = 0;
  const outcome = await outcomeOf(act);
  await new Promise(setImmediate);
  clearImmediate(looking);
  return { outcome, longestMs };
}

async function outcomeOf(act: () => unknown): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    const { code = '', errors = [] } = error as { code?: string; errors?: { message: string }[] };
    return [code, String(error), ...errors.map(({ message }) => message)].join(' ');
  }
}

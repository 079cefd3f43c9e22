import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileRule } from '../../../../src/rule/compile.ts';
import { curlOf, shellQuoted } from './curl.ts';
import { documentOf } from './document.ts';
import { exampleRequest, textOf } from './example-request.ts';
import { type Json, type JsonObject, parseJsonText } from './rule-language.ts';

const target = { baseUrl: 'http://127.0.0.1:8080', prefix: '/ps' };

function rule(method: string, request: JsonObject, name = 'r') {
  return documentOf({ name, method, rule: { request, components: [], response: {} } });
}

/** The words that a shell makes of a line, without its first one. */
function wordsOf(line: string): string[] {
  const script = `curl() { for word; do printf '%s\\0' "$word"; done; }\n${line}`;
  return spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout.split('\0').slice(0, -1);
}

/** What the rule itself says of the example. */
function errorsOf(document: ReturnType<typeof rule>) {
  const { method, path, query, header, params, body } = exampleRequest(document);
  const texts = (fields: JsonObject) =>
    Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, textOf(one)]));
  const lower = (fields: Record<string, string>) =>
    Object.fromEntries(Object.entries(fields).map(([key, one]) => [key.toLowerCase(), one]));
  const compiled = compileRule(document.json as never, 'V1');
  const raw = { method, path, query: texts(query), header: lower(texts(header)), params: texts(params) };
  const checked = compiled.check({ ...raw, body: body ?? null, ip: '127.0.0.1' });
  if (checked instanceof Promise) throw new Error('an example is not large');
  return checked.ok ? [] : checked.errors;
}

describe('the curl line', () => {
  it('sends what the field rules ask for', () => {
    const document = rule(
      'POST',
      {
        params: { id: { type: 'int', min: 7 } },
        query: {
          tag: { type: 'slice', items: { type: 'string', enum: ['a b', "it's"] }, minLen: 2 },
          page: { type: 'int' },
        },
        header: { 'X-Tenant': { type: 'string', default: 'acme' }, 'X-None': { type: 'string', default: '' } },
        body: { phone: { type: 'string', required: true, pattern: '^\\+?[0-9]{6,15}$' } },
      },
      'users/:id/cart',
    );
    assert.deepEqual(wordsOf(curlOf(document, target)), [
      'http://127.0.0.1:8080/ps/users/7/cart?tag=a%20b&tag=a%20b&page=1',
      '-H',
      'X-Tenant: acme',
      '-H',
      'X-None;',
      '-H',
      'Content-Type: application/json',
      '--data-raw',
      '{"phone":"123456"}',
    ]);
  });

  it('names the method where curl would take another', () => {
    const line = (method: string, request = {}) => curlOf(rule(method, request), target);
    assert.equal(line('GET'), 'curl http://127.0.0.1:8080/ps/r');
    assert.equal(line('ANY'), 'curl http://127.0.0.1:8080/ps/r');
    assert.equal(line('DELETE'), 'curl -X DELETE http://127.0.0.1:8080/ps/r');
    assert.match(line('PUT', { body: { a: { type: 'bool' } } }), /^curl -X PUT .* --data-raw '\{"a":true\}'$/);
  });

  it('writes the body as its type says', () => {
    const body = { a: { type: 'string', default: '<&' }, list: { type: 'slice', items: { type: 'int' }, minLen: 2 } };
    const sent = (type: string) => wordsOf(curlOf(rule('POST', { type, body }), target)).slice(-3);
    assert.deepEqual(sent('form'), [
      'Content-Type: application/x-www-form-urlencoded',
      '--data-raw',
      'a=%3C%26&list=1&list=1',
    ]);
    assert.deepEqual(sent('xml').at(-1), '<xml><a>&lt;&amp;</a><list>1</list><list>1</list></xml>');
    assert.deepEqual(sent('text'), ['Content-Type: text/plain', '--data-raw', 'text']);
  });

  it('sends files, YAML, and bytes of a file', () => {
    const file = { type: 'file', contentTypes: ['image/*'] };
    const body = { title: { type: 'string', default: '@a' }, avatar: file, pages: { type: 'slice', items: { type: 'file' }, minLen: 2 } }; // prettier-ignore
    const multipart = rule('POST', { type: 'multipart', body });
    assert.deepEqual(wordsOf(curlOf(multipart, target)).slice(1), [
      ...['--form-string', 'title=@a', '-F', 'avatar=@file.png;type=image/png'],
      ...['-F', 'pages=@file.bin;type=application/octet-stream'],
      ...['-F', 'pages=@file.bin;type=application/octet-stream'],
    ]);
    assert.deepEqual(errorsOf(multipart), []);
    const yaml = rule('PUT', { type: 'yaml', body: { a: { type: 'int' } } });
    assert.match(curlOf(yaml, target), /-H 'Content-Type: application\/yaml' --data-raw '\{"a":1\}'$/);
    assert.match(
      curlOf(rule('POST', { type: 'raw' }), target),
      /-H 'Content-Type: application\/octet-stream' --data-binary @file$/,
    );
  });

  it('takes a JSON Schema of the body', () => {
    const bodySchema = {
      type: 'object',
      properties: {
        sku: { type: 'string', examples: ['A-1'] },
        lines: { type: 'array', items: { type: 'integer', minimum: 3 } },
      },
    };
    const document = rule('POST', { bodySchema });
    assert.deepEqual(exampleRequest(document).body, { sku: 'A-1', lines: [3] });
    assert.deepEqual(errorsOf(document), []);
  });

  it('gives any text to the program as it stands', () => {
    const anyText = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 20 }), (texts) => {
        assert.deepEqual(wordsOf(`curl ${texts.map(shellQuoted).join(' ')}`), texts);
      }),
      { numRuns: 8 },
    );
  });
});

describe('the example of a request', () => {
  const bounds = fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.nat({ max: 9 }))
    .map(([min, more]) => ({ min, max: min + more }));
  const lengths = fc
    .tuple(fc.nat({ max: 9 }), fc.nat({ max: 30 }))
    .map(([minLen, more]) => ({ minLen, maxLen: minLen + more }));
  const { field } = fc.letrec<{ field: Json }>((tie) => ({
    field: fc.oneof(
      { maxDepth: 3 },
      fc.tuple(fc.constantFrom('int', 'float', 'bigint'), bounds).map(([type, more]) => ({ type, ...more })),
      lengths.map((more) => ({ type: 'string', required: true, ...more })),
      fc
        .constantFrom('email', 'uri', 'uuid', 'date', 'date-time', 'ipv4', 'ipv6')
        .map((format) => ({ type: 'string', format })),
      fc.constantFrom('^[A-Z]{2}\\d+$', '^\\d{6}$', '^a', 'b$').map((pattern) => ({ type: 'string', pattern })),
      fc.constantFrom<Json>({ type: 'bool' }, { type: 'string', enum: ['x', 'y'] }, { type: 'int', enum: [7] }),
      fc.tuple(lengths, tie('field')).map(([more, items]) => ({ type: 'slice', required: true, items, ...more })),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('field')).map((attribute) => ({ type: 'object', attribute })),
    ),
  }));
  const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'x-y'), field);

  it('is taken by the rule that it is made of', () => {
    const request = fc.record({ query: fields, header: fields, body: fields });
    fc.assert(
      fc.property(request, (spec) => {
        const document = rule('POST', parseJsonText(JSON.stringify(spec)) as JsonObject);
        // A pattern may be of a kind that no example is known for.
        const errors = errorsOf(document).filter(({ message }) => !message.includes('match'));
        assert.deepEqual(errors, []);
      }),
      { numRuns: 200 },
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describeEndpoints } from '../../src/gateway/openapi.ts';
import type { JsonObject } from '../../src/json.ts';
import { compileRule } from '../../src/rule/compile.ts';

interface Operation {
  readonly requestBody?: JsonObject;
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: JsonObject }>>;
}

/** What the document says of a rule that is `POST at`; the document is a valid one. */
async function described(rule: JsonObject): Promise<Operation> {
  const compiled = compileRule({ name: 'at', method: 'POST', desc: '', rule }, 'V1');
  const document = await describeEndpoints([compiled], { prefix: '/ps', version: '1' });
  assert.deepEqual(await new Validator().validate(structuredClone(document)), { valid: true });
  const operation = (document.paths as unknown as Record<string, Record<string, Operation>>)['/ps/at']?.post;
  assert.ok(operation);
  return operation;
}

const call = { name: 'a', type: 'api', method: 'GET', url: 'https://a.example.com/', outputName: 'a' };
const FAILED = { schema: { $ref: '#/components/schemas/Failure' } };

describe('/openapi.json', () => {
  it('has the statuses of refusals and of failures, and what they mean', async () => {
    const failure = [
      { when: '{$status} == 404', output: null },
      { when: '{$status} == 409', code: '200409', status: 409 },
      { when: '{$status} == 410', code: '200410', status: 409 },
    ];
    const refuse = [{ when: '{request.body.a} == 1', status: 409, code: '100409' }, { when: '{request.body.a} == 2' }];
    const rule = { request: { refuse }, components: [[{ ...call, failure }]], response: { type: ['json', 'xml'] } };
    const { responses } = await described(rule);
    assert.deepEqual(
      Object.entries(responses).map(([status, { description }]) => [status, description]),
      [
        ['200', 'the answer of the rule'],
        ['400', 'the request is refused (000400)'],
        ['409', 'the request is refused (100409), an upstream failed (200409), an upstream failed (200410)'],
        ['default', 'refused, failed, or suspended (202)'],
      ],
    );
    assert.deepEqual(responses['409']?.content, { 'application/json': FAILED, 'application/xml': FAILED });
    const flow = { name: 'f', type: 'flow', components: rule.components, outputName: 'f' };
    assert.deepEqual((await described({ ...rule, components: [[flow]] })).responses, responses);
    const shaped = await described({ ...rule, response: { error: { status: 200 } } });
    assert.deepEqual(Object.keys(shaped.responses), ['200', 'default']);
  });

  it('has multipart bodies, their files and what those may be', async () => {
    const file = { type: 'file', contentTypes: ['image/*', 'text/plain'] };
    const body = { age: { type: 'int' }, a: { ...file, required: true }, b: { type: 'slice', items: file } };
    const binary = { type: 'string', format: 'binary' };
    assert.deepEqual((await described({ request: { type: 'multipart', body } })).requestBody, {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            properties: { age: { type: 'integer' }, a: binary, b: { type: 'array', items: binary } },
            required: ['a'],
          },
          encoding: { a: { contentType: 'image/*, text/plain' }, b: { contentType: 'image/*, text/plain' } },
        },
      },
    });
  });

  it('has bodies whose fields nobody names, by their type', async () => {
    for (const [type, content] of [
      ['multipart', { 'multipart/form-data': { schema: {} } }],
      ['yaml', { 'application/yaml': { schema: {} } }],
      ['text', { 'text/plain': { schema: { type: 'string' } } }],
      ['raw', { '*/*': {} }],
    ] as const) {
      assert.deepEqual((await described({ request: { type } })).requestBody?.content, content);
    }
    assert.equal((await described({ request: {} })).requestBody, undefined);
  });

  it('has the types that are chosen from, bytes, and answers that are passed on', async () => {
    const types = async (response: JsonObject) => Object.keys((await described({ response })).responses['200']?.content ?? {}); // prettier-ignore
    assert.deepEqual(await types({ type: ['yaml', 'json'] }), ['application/yaml', 'application/json']);
    assert.deepEqual(await types({ type: 'raw', body: { base64: '' } }), ['*/*']);
    const passing = await described({ components: [[call]], response: { from: 'a' } });
    assert.deepEqual(passing.responses['200']?.content, { '*/*': {} });
  });
});

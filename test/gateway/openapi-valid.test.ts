import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { request } from '../fixture/gateway.ts';
import { startServer } from './start-server.ts';

it('both OpenAPI documents are valid OpenAPI 3.1', async () => {
  const server = await startServer();
  try {
    await server.rule('ANY', 'all/:id', {
      idempotency: 'required',
      request: {
        params: { id: { type: 'int' } },
        query: { from: { type: 'string', format: 'date' }, tags: { type: 'slice', items: { type: 'string' } } },
        header: { 'x-tenant': { type: 'string', required: true, enum: ['a', 'b'] } },
        body: { who: { type: 'object', attribute: { phone: { type: 'string', pattern: '^[0-9]+$' } } } },
      },
    });
    await server.rule('POST', 'schema', {
      request: { bodySchema: { $defs: { n: { type: 'integer' } }, properties: { n: { $ref: '#/$defs/n' } } } },
    });
    for (const type of ['xml', 'form', 'text'])
      await server.rule('PUT', `typed/${type}`, { request: { type }, response: { type: 'text', body: '' } });
    for (const path of ['openapi.json', 'api/v1/openapi.json']) {
      const { body } = await request<Record<string, unknown>>('GET', `${server.url}/${path}`);
      const validator = new Validator();
      assert.deepEqual(await validator.validate(body), { valid: true }, path);
      assert.equal(validator.version, '3.1');
    }
  } finally {
    await server.close();
  }
});

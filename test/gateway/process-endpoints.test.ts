import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { request } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: unknown }[];
  requestBody?: { required: boolean; content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<string, unknown>;
  security?: unknown[];
}

describe('the endpoints of the process', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await until(async () => (await fetch(`${server.url}/health/ready`)).ok);
  });
  after(() => server.close());

  it('/health/live and /health/ready answer without a token', async () => {
    assert.equal((await fetch(`${server.url}/health/live`)).status, 200);
    const ready = await request<{ status: string; checks: Record<string, { ok: boolean }> }>(
      'GET',
      `${server.url}/health/ready`,
    );
    assert.equal(ready.status, 200);
    for (const part of ['database', 'migrations', 'sandbox']) assert.equal(ready.body.checks[part]?.ok, true, part);
  });

  it('/health/ready is 503 with the reason while a part is missing', async () => {
    const broken = await startServer({}, ({ sandbox, store }) => ({
      migrated: () => false,
      sandbox: { ...sandbox, status: () => ({ ...sandbox.status(), ready: false, reason: 'no child runs' }) },
      store: { ...store, ping: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1:3306')) },
    }));
    try {
      const { status, text, body } = await request<{ checks: Record<string, { ok: boolean; reason?: string }> }>(
        'GET',
        `${broken.url}/health/ready`,
      );
      assert.equal(status, 503);
      assert.match(body.checks.migrations?.reason ?? '', /migrations/);
      assert.equal(body.checks.sandbox?.reason, 'no child runs');
      assert.match(body.checks.database?.reason ?? '', /does not answer/);
      assert.doesNotMatch(text, /10\.0\.0\.1/);
    } finally {
      await broken.close();
    }
  });

  it('/metrics wants a viewer\u2019s token, unless it is open', async () => {
    assert.equal((await fetch(`${server.url}/metrics`)).status, 401);
    const headers = { authorization: `Bearer ${server.token}` };
    const answer = await fetch(`${server.url}/metrics`, { headers });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
    assert.match(await answer.text(), /^stepgate_/m);
    const open = await startServer({ STEPGATE_METRICS_OPEN: 'true' });
    assert.equal((await fetch(`${open.url}/metrics`)).status, 200);
    await open.close();
  });

  it('/schemas/rule.json is a JSON Schema that takes a rule and refuses what is none', async () => {
    const schema = (await (await fetch(`${server.url}/schemas/rule.json`)).json()) as Record<string, unknown>;
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    assert.equal(validate({ name: 'a', method: 'GET', rule: { response: { body: 1 } } }), true);
    assert.equal(validate({ name: 'a', method: 'GET', rule: { respond: {} } }), false);
  });

  it('/docs shows the API with assets of its own only', async () => {
    const page = await fetch(`${server.url}/docs`);
    assert.equal(page.status, 200);
    const html = await page.text();
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, asset]) => asset ?? '');
    assert.ok(assets.length > 3);
    for (const asset of assets) {
      assert.match(asset, /^\/docs\//);
      assert.equal((await fetch(server.url + asset)).status, 200, asset);
    }
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'/);
    const setup = await (await fetch(`${server.url}/docs/static/swagger-initializer.js`)).text();
    assert.match(setup, /\/api\/v1\/openapi\.json/);
    // Its own look, not Swagger's.
    assert.match(html, /<title>Stepgate REST API<\/title>/);
    assert.ok(assets.includes('/docs/static/theme/stepgate.css') && assets.includes('/docs/static/theme/icon.svg'));
    assert.doesNotMatch(html, /favicon-/);
  });

  it('/ leads on, and anything else is 404 in JSON', async () => {
    assert.equal((await fetch(`${server.url}/`)).status, 200);
    const missing = await request<{ code: string }>('GET', `${server.url}/nothing/here`);
    assert.deepEqual([missing.status, missing.body.code], [404, '000404']);
  });

  it('another method than theirs is 405 with Allow', async () => {
    for (const path of ['health/live', 'metrics', 'openapi.json', 'schemas/rule.json']) {
      const { status, body, headers } = await request<{ code: string }>('POST', `${server.url}/${path}`, {});
      assert.deepEqual([status, body.code, headers.get('allow')], [405, '000405', 'GET, HEAD'], path);
    }
  });

  it('/openapi.json describes the configured endpoints from their request rules', async () => {
    await server.rule('POST', 'orders/:id', {
      idempotency: 'required',
      request: {
        params: { id: { type: 'int' } },
        query: { page: { type: 'int', min: 1, default: 1 } },
        header: { 'x-tenant': { type: 'string', required: true } },
        body: {
          phone: { type: 'string', required: true, minLen: 3, pattern: '^[0-9]+$' },
          tags: { type: 'slice', enum: ['a', 'b'], maxLen: 2 },
          address: { type: 'object', attribute: { zip: { type: 'string', format: 'uuid' } } },
          price: { type: 'float' },
          gift: { type: 'bool' },
        },
      },
      response: { status: 201 },
    });
    await server.rule('ANY', 'any', { request: { type: 'xml', bodySchema: { type: 'object', required: ['a'] } } });
    const document = (await request<OpenApi>('GET', `${server.url}/openapi.json`)).body;
    assert.equal(document.openapi, '3.1.0');
    const order = document.paths['/ps/orders/{id}']?.post;
    assert.deepEqual(
      order?.parameters.map(({ name, in: place, required }) => [name, place, required]),
      [
        ['id', 'path', true],
        ['page', 'query', false],
        ['x-tenant', 'header', true],
        ['Idempotency-Key', 'header', true],
      ],
    );
    assert.deepEqual(order.parameters[0]?.schema, { type: 'integer' });
    assert.deepEqual(order.parameters[1]?.schema, { type: 'integer', minimum: 1, default: 1 });
    assert.equal(order.requestBody?.required, true);
    const schema = order.requestBody.content['application/json']?.schema;
    assert.deepEqual(schema, {
      type: 'object',
      required: ['phone'],
      properties: {
        phone: { type: 'string', minLength: 3, pattern: '^[0-9]+$' },
        tags: { type: 'array', maxItems: 2, items: { enum: ['a', 'b'] } },
        address: { type: 'object', properties: { zip: { type: 'string', format: 'uuid' } } },
        price: { type: 'number' },
        gift: { type: 'boolean' },
      },
    });
    assert.deepEqual(Object.keys(order.responses), ['201', 'default']);
    assert.deepEqual(Object.keys(document.paths['/ps/any'] ?? {}).sort(), ['delete', 'get', 'patch', 'post', 'put']);
    assert.deepEqual(document.paths['/ps/any']?.put?.requestBody?.content['application/xml']?.schema, {
      type: 'object',
      required: ['a'],
    });
  });

  it('/api/v1/openapi.json describes the whole admin API', async () => {
    const { status, body } = await request<OpenApi>('GET', `${server.url}/api/v1/openapi.json`);
    assert.equal(status, 200);
    assert.equal(body.openapi, '3.1.0');
    for (const [method, path] of [
      ['post', '/login'],
      ['get', '/rule'],
      ['post', '/rule/test'],
      ['put', '/rule/switch_version'],
      ['post', '/suspend/recover_all'],
      ['get', '/run_log/page'],
      ['get', '/audit/page'],
      ['delete', '/secret'],
    ] as const) {
      assert.ok(body.paths[`/api/v1${path}`]?.[method], `${method} ${path}`);
    }
    assert.deepEqual(body.paths['/api/v1/login']?.post?.security, []);
    for (const operations of Object.values(body.paths)) {
      for (const { requestBody } of Object.values(operations)) {
        const schema = requestBody?.content['application/json']?.schema;
        if (schema) assert.doesNotThrow(() => new Ajv2020({ strict: false, validateFormats: false }).compile(schema));
      }
    }
  });
});

import assert from 'node:assert/strict';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { request, startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

type Json = Record<string, unknown>;

const ORIGIN = 'https://app.example';

describe('a gateway that is configured', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  let dir: string;
  before(async () => {
    dir = await temporaryDir();
    await mkdir(join(dir, 'rules/demo'), { recursive: true });
    await mkdir(join(dir, 'scripts/demo'), { recursive: true });
    const component = { name: 's', type: 'script', url: 'demo/hello.js', outputName: 's' };
    const rule = { components: [[component]], response: { body: ['{s}', '{var.COLOUR}', '{var.SELF}'] } };
    await writeFile(
      join(dir, 'rules/demo/hello.json'),
      JSON.stringify({ name: 'demo/hello/:who', method: 'GET', desc: 'says hello', rule }),
    );
    await writeFile(
      join(dir, 'rules/order.yaml'),
      'name: orders\nmethod: POST\nrule:\n  request:\n    body:\n      sku: { type: string, required: true, maxLen: 9 }\n    query:\n      n: { type: int, min: 1 }\n  response: { body: "{request.body.sku}" }\n',
    );
    await writeFile(join(dir, 'scripts/demo/hello.ts'), 'const handler = (): string => "hello";');
    [gateway, upstream] = await Promise.all([
      startGateway({
        dir,
        env: {
          STEPGATE_RULES_DIR: 'rules',
          STEPGATE_SCRIPTS_DIR: 'scripts',
          STEPGATE_VAR_COLOUR: 'blue',
          STEPGATE_BODY_LIMIT: '2KiB',
          STEPGATE_CORS_ORIGINS: `${ORIGIN},http://localhost:5173`,
          STEPGATE_EGRESS_DENY: '127.0.0.0/8,10.0.0.0/8,localhost,denied.example',
          STEPGATE_EGRESS_ALLOW: '127.0.0.1',
        },
      }),
      startUpstream(),
    ]);
  });
  after(async () => {
    await gateway.kill('SIGKILL');
    await upstream.close();
    await rm(dir, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}): Promise<Reply> =>
    request('GET', `${gateway.url}${path}`, undefined, headers);

  it('loads the files of its directories; variables are there', async () => {
    const reply = await gateway.call('GET', 'demo/hello/you');
    assert.deepEqual(reply.body, ['hello', 'blue', gateway.url]);
    assert.equal((await gateway.call('POST', 'orders', { sku: 'a' })).text, '"a"');
    const rule = await gateway.api<Json>('GET', 'rule?name=orders&method=POST');
    assert.deepEqual([rule.body.data.status, rule.status], [true, 200]);
  });

  it('makes a master key that nobody else may read, and warns', async () => {
    const { mode } = await stat(join(dir, 'data/master.key'));
    assert.equal(mode & 0o777, 0o600);
    assert.match(gateway.output(), /warn.*master/i);
  });

  it('is healthy, and says so without a token', async () => {
    for (const path of ['/health/live', '/health/ready']) assert.equal((await get(path)).status, 200);
  });

  it('counts its runs in Prometheus’ words', async () => {
    upstream.json('/fine', {});
    const api = (name: string, url: string): Json => ({ name, type: 'api', url });
    await gateway.rule('counted', 'GET', { components: [[api('up', `${upstream.url}/fine`)]] });
    await gateway.rule('failing', 'GET', { suspend: true, components: [[api('up', 'http://127.0.0.1:1/')]] });
    await gateway.call('GET', 'counted');
    await gateway.call('GET', 'failing');
    const { body } = await gateway.api<{ token: string }>('POST', 'token', { name: 'metrics', role: 'viewer' });
    const { status, text, headers } = await get('/metrics', { authorization: `Bearer ${body.data.token}` });
    assert.equal(status, 200);
    assert.match(String(headers.get('content-type')), /^text\/plain/);
    for (const sample of [
      /^stepgate_runs_total\{(?=.*rule="[^"]*counted")(?=.*status="success").*\} 1$/m,
      /^stepgate_runs_total\{(?=.*rule="[^"]*failing")(?=.*status="suspended").*\} 1$/m,
      /^stepgate_run_seconds_(bucket|count|sum)/m,
      /^stepgate_component_seconds_count\{(?=.*rule="[^"]*counted")(?=.*component="up").*\} 1$/m,
      /^stepgate_upstream_errors_total(\{.*\})? [1-9]/m,
      /^stepgate_sandbox_\w+/m,
      /^stepgate_suspended(\{.*\})? 1$/m,
      /^stepgate_run_logs_dropped_total 0$/m,
      /^process_cpu_seconds_total|^process_resident_memory_bytes/m,
    ])
      assert.match(text, sample);
  });

  it('describes its API and its endpoints as OpenAPI', async () => {
    const bodySchema = {
      $id: 'https://example.com/tree',
      $defs: { n: { $anchor: 'number', type: 'integer' } },
      properties: { n: { $ref: '#/$defs/n' }, m: { $ref: '#number' }, children: { items: { $ref: '#' } } },
    };
    await gateway.rule('trees/:id', 'ANY', {
      request: { bodySchema, header: { 'Idempotency-Key': { type: 'string' } } },
    });
    const admin = (await get('/api/v1/openapi.json')).body;
    const paths = Object.keys(admin.paths as Json).map((path) => path.replace(/^\/api\/v1/, ''));
    const calls =
      'login logout me me/password rule rule/page rule/switch_version rule/check rule/test script script/page script/switch_version script/test secret secret/page suspend suspend/page suspend/preview suspend/recover suspend/recover_all run/cancel run_log run_log/page stats user user/page token token/page audit/page';
    for (const call of calls.split(' ')) assert.ok(paths.includes(`/${call}`), call);
    const endpoints = (await get('/openapi.json')).body;
    const order = (endpoints.paths as Record<string, Record<string, Json>>)['/ps/orders']?.post;
    assert.match(JSON.stringify(order), /"sku":\{[^}]*"maxLength":9/);
    const [query] = order?.parameters as Json[];
    assert.deepEqual([query?.name, query?.in, query?.required ?? false], ['n', 'query', false]);
    assert.ok('/ps/demo/hello/{who}' in (endpoints.paths as Json));
    for (const document of [admin, endpoints]) {
      assert.match(String(document.openapi), /^3\.\d\.\d$/);
      const { title, version } = document.info as Json;
      assert.ok(title && version);
      for (const [path, item] of Object.entries(document.paths as Record<string, Record<string, Json>>)) {
        for (const [method, operation] of Object.entries(item)) {
          const responses = Object.keys(operation.responses ?? {});
          assert.ok(responses.length > 0, `${method} ${path}`);
          assert.ok(
            responses.every((status) => /^[1-5](\d\d|XX)$|^default$/.test(status)),
            responses.join(' '),
          );
          const parameters = (operation.parameters ?? []) as { name: string; in: string; required?: boolean }[];
          const keys = parameters.map(({ in: place, name }) => `${place} ${name.toLowerCase()}`);
          assert.equal(new Set(keys).size, keys.length, keys.join());
          const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
          const given = ((operation.parameters ?? []) as Json[]).filter((one) => one.in === 'path');
          assert.deepEqual(
            given.map(({ name, required }) => [name, required]).sort(),
            named.map((name) => [name, true]).sort(),
            path,
          );
        }
      }
      for (const [, pointer] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
        const names = String(pointer)
          .split('/')
          .map((name) => decodeURIComponent(name).replaceAll('~1', '/'));
        const found = names.reduce<unknown>((at, name) => (at as Json | undefined)?.[name], document);
        assert.ok(found !== undefined, pointer);
      }
    }
    const docs = await get('/docs/');
    assert.match(docs.text, /<html/i);
  });

  it('publishes the JSON Schema of rules', async () => {
    const { body: schema } = await get('/schemas/rule.json');
    const ajv = new Ajv2020({ strict: false });
    const validate = ajv.compile(schema);
    const file = (rule: unknown): Json => ({ name: 'a', method: 'GET', rule });
    const api = { name: 'a', type: 'api', url: 'http://h/' };
    assert.ok(validate(file({ components: [[api]], response: { body: 1 } })), JSON.stringify(validate.errors));
    for (const rule of [
      { recrod: true },
      { components: [api] },
      { components: [[{ ...api, type: 'soap' }]] },
      { timeout: 0 },
    ])
      assert.ok(!validate(file(rule)), JSON.stringify(rule));
  });

  it('answers preflights of the pages that may call its endpoints, and of no others', async () => {
    const preflight = (origin: string): Promise<Reply> =>
      request('OPTIONS', `${gateway.url}/ps/orders`, undefined, {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,idempotency-key',
      });
    for (const origin of [ORIGIN, 'http://localhost:5173']) {
      const { status, headers } = await preflight(origin);
      assert.ok(status === 204 || status === 200, String(status));
      assert.equal(headers.get('access-control-allow-origin'), origin);
      assert.match(String(headers.get('access-control-allow-methods')), /POST/);
      assert.match(String(headers.get('access-control-allow-headers')), /idempotency-key/i);
      assert.match(String(headers.get('trx')), /^TRX/);
    }
    assert.equal((await preflight('https://evil.example')).headers.get('access-control-allow-origin'), null);
    const call = await gateway.call('POST', 'orders', { sku: 'a' }, { origin: ORIGIN });
    assert.deepEqual([call.status, call.headers.get('access-control-allow-origin')], [200, ORIGIN]);
    assert.match(String(call.headers.get('access-control-expose-headers')), /trx/i);
    assert.match(String(call.headers.get('vary')), /origin/i);
  });

  it('takes bodies up to its limit', async () => {
    const body = (length: number): string => JSON.stringify({ sku: 'a', x: 'x'.repeat(length - 18) });
    assert.equal(Buffer.byteLength(body(2048)), 2048);
    const json = { 'content-type': 'application/json' };
    assert.equal((await gateway.call('POST', 'orders', body(2048), json)).status, 200);
    const over = await gateway.call('POST', 'orders', body(2049), json);
    assert.deepEqual([over.status, over.body.code], [413, '000413']);
    const large = { name: 'large', method: 'GET', rule: { response: { body: 'x'.repeat(4096) } } };
    assert.equal((await gateway.api('POST', 'rule', large)).status, 201, 'the limit is that of requests, not of rules');
  });

  it('denies addresses and names, whatever they are spelled like, and allows exactly what is configured', async () => {
    const { port } = new URL(upstream.url);
    upstream.json('/egress', { reached: true });
    await gateway.rule('egress', 'POST', {
      components: [[{ name: 'a', type: 'api', url: '{request.body.url}', timeout: 5, outputName: 'a' }]],
      response: { body: '{a}' },
    });
    const outcome = async (host: string): Promise<unknown> => {
      const { status, body } = await gateway.call('POST', 'egress', { url: `http://${host}:${port}/egress` });
      return status === 200 ? body.reached : body.code;
    };
    for (const allowed of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])
      assert.equal(await outcome(allowed), true, allowed);
    const denied =
      '127.0.0.2 0177.0.0.2 2130706434 127.2 [::ffff:7f00:2] [64:ff9b::7f00:2] 10.1.2.3 localhost localhost. LOCALHOST denied.example 169.254.169.254 [fd00:ec2::254] 168.63.129.16 100.100.100.200 [::ffff:169.254.169.254]';
    for (const host of denied.split(' ')) assert.equal(await outcome(host), '110015', host);
    assert.equal(upstream.callsOf('/egress').length, 4);
  });

  it('refuses to start with a wrong or unknown variable, and names the nearest one', async () => {
    const wrong: [Record<string, string>, RegExp][] = [
      [{ STEPGATE_BODY_LIMT: '1MiB' }, /STEPGATE_BODY_LIMT.*STEPGATE_BODY_LIMIT/s],
      [
        { STEPGATE_BODY_LIMIT: 'much', LOG_LEVEL: 'inof', PORT: '99999' },
        /(?=.*STEPGATE_BODY_LIMIT)(?=.*PORT).*LOG_LEVEL.*info/s,
      ],
    ];
    await Promise.all(wrong.map(([env, says]) => assert.rejects(startGateway({ env }), says)));
  });

  it('on SIGTERM lets running requests finish, refuses new ones, and exits with 0', async () => {
    const held = Promise.withResolvers<void>();
    upstream.on('/held', async (_, response) => {
      await held.promise;
      response.end('{"last":1}');
    });
    await gateway.rule('held', 'GET', {
      components: [[{ name: 'a', type: 'api', url: `${upstream.url}/held`, outputName: 'a' }]],
      response: { body: '{a}' },
    });
    const running = gateway.call('GET', 'held');
    await upstream.called('/held');
    const ended = gateway.kill('SIGTERM');
    await until(() =>
      fetch(`${gateway.url}/health/live`, { headers: { connection: 'close' } }).then(
        () => false,
        () => true,
      ),
    );
    held.resolve();
    assert.deepEqual((await running).body, { last: 1 });
    assert.equal(await ended, 0);
  });
});

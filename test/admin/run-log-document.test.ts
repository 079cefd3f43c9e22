import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { RunLog } from '../../src/engine/run-log.ts';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

type Json = Record<string, unknown>;

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Json }>>>>;
}

/** The schema with no fields but those that it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in members ? { ...members, additionalProperties: false } : members;
}

describe('what the OpenAPI document says of run logs', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  let document: OpenApi;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
    document = (await request<OpenApi>('GET', `${gateway.url}/api/v1/openapi.json`)).body;
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  function assertDescribed(method: string, path: string, answer: unknown): void {
    const { responses } = document.paths[`/api/v1/${path}`]?.[method] ?? {};
    const { content } = responses?.['200'] as { content: { 'application/json': { schema: unknown } } };
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
      closed(content['application/json'].schema) as object,
    );
    assert.equal(validate(answer), true, JSON.stringify(validate.errors));
  }

  it('is all that is in them: refused answers, nested steps, lines, warnings, recoveries, and what was edited', async () => {
    upstream.json('/no', { why: 'full' }, 409);
    upstream.json('/yes', { ok: true });
    await gateway.script(
      'steps',
      `async function handler(ctx) {
        ctx.log.info('begun');
        await ctx.step('outer', () => ctx.step('inner', () => ctx.request({ url: '${upstream.url}/yes' })));
        ctx.request({ url: '${upstream.url}/yes' });
        return 1;
      }`,
    );
    const api = (name: string, path: string) => ({
      name,
      type: 'api',
      url: `${upstream.url}${path}`,
      outputName: name,
    });
    const script = { name: 'steps', type: 'script', url: 'steps', outputName: 'steps' };
    await gateway.rule('logged/:id', 'POST', {
      ...{ suspend: true, record: true },
      components: [[script, { ...api('skipped', '/yes'), condition: 'false' }], [api('no', '/no')]],
      response: { body: '{no}' },
    });
    const kept = await gateway.call('POST', 'logged/7?a=1', { b: 2 });
    assert.equal(kept.status, 202, kept.text);
    const trx = kept.headers.get('trx') ?? '';
    const edited = await gateway.api('PUT', 'suspend', { trx, data: { steps: 2 } });
    assert.equal(edited.status, 200, edited.text);
    upstream.json('/no', { now: true });
    assert.equal((await gateway.api('POST', 'suspend/recover', { trx, data: { more: 1 } })).status, 200);
    const { body } = await gateway.api<RunLog>('GET', `run_log?trx=${trx}`);
    assertDescribed('get', 'run_log', body);
    const components = body.data.step_logs.flatMap((layer) => layer.component_logs);
    assert.ok(components.some(({ request_logs }) => request_logs.some(({ answer }) => answer?.status === 409)));
    assert.ok(components.some(({ steps }) => steps.some(({ steps: inner }) => inner?.[0]?.name === 'inner')));
    assert.ok(components.some(({ logs }) => logs.length === 1) && components.some(({ is_skip }) => is_skip));
    assert.ok((body.data.warnings ?? []).length > 0);
    const { changes } = body.data.recoveries[0] ?? {};
    assert.deepEqual(Object.keys(changes as object), ['data', 'edited', 'version']);
    assertDescribed('get', 'run_log/page', (await gateway.api('GET', 'run_log/page')).body);
  });

  it('is all that is in those of flows, loops and until, masked inside too', async () => {
    upstream.json('/yes', { ok: true });
    const api = (name: string) => ({ name, type: 'api', method: 'POST', url: `${upstream.url}/yes`, outputName: name });
    await gateway.api('POST', 'secret', { name: 'INNER', content: 'not-for-logs' });
    const asking = { ...api('ask'), input: '{line} {secret.INNER}', until: '{ok} == true' };
    const each = { name: 'each', type: 'flow', foreach: '{request.body.lines}', as: 'line', components: [[asking]] };
    const cases = [{ when: '{request.body.lines.length} > 1', components: [[each]] }, { components: [[api('other')]] }];
    await gateway.rule('nested', 'POST', {
      ...{ record: true, components: [[{ name: 'all', type: 'flow', cases, outputName: 'all' }]] },
      response: { body: '{all}' },
    });
    const called = await gateway.call('POST', 'nested', { lines: ['a', 'b'] });
    assert.equal(called.status, 200, called.text);
    const { body } = await gateway.api<RunLog>('GET', `run_log?trx=${called.headers.get('trx') ?? ''}`);
    assertDescribed('get', 'run_log', body);
    const [all] = body.data.step_logs[0]?.component_logs ?? [];
    const [loop] = all?.layers?.[0]?.component_logs ?? [];
    const [ask] = loop?.items?.[1]?.layers?.[0]?.component_logs ?? [];
    assert.deepEqual([all?.name, loop?.name, ask?.name], ['all', 'all/each', 'all/each[1]/ask']);
    assert.deepEqual([ask?.input, ask?.attempts?.map(({ held }) => held)], ['b ***INNER***', [true]]);
    // Those inside are as those outside, which the document says in words.
    const layers = [{ ...body.data.step_logs[0], component_logs: [all, loop, ...(loop?.items ?? []), ask] }];
    assertDescribed('get', 'run_log', { ...body, data: { ...body.data, step_logs: layers } });
  });

  it('is all that is in those of tests', async () => {
    const rule = {
      components: [[{ name: 'a', type: 'api', url: 'http://127.0.0.1:1/', outputName: 'a' }]],
      response: {},
    };
    const tested = await gateway.api('POST', 'rule/test', { rule, request: {}, mocks: { a: { output: 1 } } });
    assert.equal(tested.status, 200, tested.text);
    assertDescribed('post', 'rule/test', tested.body);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RunLog } from '../../src/engine/run-log.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { loggedRuns } from './logged-runs.ts';

interface Page<T> {
  list: T[];
  total: number;
  page: number;
  count: number;
}
type Json = Record<string, unknown>;

const MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('a run', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
    upstream.json('/ok', { id: 7 });
    upstream.json('/down', { error: 'down' }, 500);
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  const { api, log, runScript } = loggedRuns(() => ({ gateway, upstream }));

  it('is told whole in its log', async () => {
    await gateway.rule('whole', 'POST', {
      record: true,
      components: [
        [api('one', 'ok', { desc: 'first', input: { n: '{request.body.n}' }, header: { 'x-h': 'v' } })],
        [api('no', 'ok', { condition: 'false' }), api('ign', 'down', { ignoreError: true, fallback: 5 })],
      ],
      response: { body: { id: '{one.id}' } },
    });
    const reply = await gateway.call('POST', 'whole?q=1', { n: 1 });
    const { step_logs: layers, ...head } = await log(reply.headers.get('trx'));
    const headKeys =
      'cur_step end_datetime error log_id method path recoveries request resp_datetime resp_time response run_time start_datetime status step trx version';
    for (const key of headKeys.split(' ')) assert.ok(key in head, key);
    assert.deepEqual(
      [head.method, head.path, head.status, head.step, head.cur_step, head.error, head.recoveries],
      ['POST', '/ps/whole', 'success', 2, 2, null, []],
    );
    assert.equal(head.http_status, 200);
    const { version } = (await gateway.api<{ version: string }>('GET', 'rule?name=whole&method=POST')).body.data;
    assert.equal(head.version, version);
    const asked = head.request as unknown as Json;
    assert.deepEqual([asked.body, asked.query, asked.method], [{ n: 1 }, { q: '1' }, 'POST']);
    assert.match(JSON.stringify(head.response), /"id":7/);
    for (const time of [head.start_datetime, head.resp_datetime, head.end_datetime]) assert.match(String(time), MS);
    for (const ms of [head.resp_time, head.run_time]) assert.ok(typeof ms === 'number' && ms >= 0);
    assert.deepEqual(
      layers.map(({ step, action_count, error, component_logs }) => [step, action_count, error, component_logs.length]),
      [
        [1, 1, null, 1],
        [2, 2, null, 2],
      ],
    );
    const [one] = layers[0]?.component_logs ?? [];
    const keys =
      'action component_logs desc end_datetime error ignore_error input is_cache is_skip logs method name output output_name request_logs retry_count run_time start_datetime status_code step steps type url version';
    for (const key of keys.split(' ')) if (key !== 'component_logs') assert.ok(one && key in one, key);
    assert.equal(one?.url, `${upstream.url}/ok`);
    assert.deepEqual([one.ignore_error, one.retry_count, one.is_skip], [false, 0, false]);
    const skipped = layers[1]?.component_logs.find(({ name }) => name === 'no');
    const ignored = layers[1]?.component_logs.find(({ name }) => name === 'ign');
    assert.deepEqual([skipped?.is_skip, skipped?.action, skipped?.request_logs], [true, 1, []]);
    assert.deepEqual(
      [ignored?.ignore_error, ignored?.action, ignored?.error?.code, ignored?.output, ignored?.status_code],
      [true, 2, '110006', 5, 500],
    );
  });

  it('without record leaves no log; a suspended one does', async () => {
    await gateway.rule('silent', 'POST', { components: [[api('a', 'ok')]] });
    await gateway.rule('kept', 'POST', { suspend: true, components: [[api('a', 'down')]] });
    const silent = await gateway.call('POST', 'silent', {});
    const kept = await gateway.call('POST', 'kept', {});
    assert.equal((await log(kept.body.trx)).status, 'suspended');
    const none = await gateway.api('GET', `run_log?trx=${String(silent.headers.get('trx'))}`);
    assert.deepEqual([none.status, none.body.code], [404, '000404']);
    assert.equal((await gateway.api('GET', 'run_log')).status, 400);
  });

  it('shows neither credentials nor secrets in its log', async () => {
    const secret = 'p@ss word/ä+1';
    await gateway.api('POST', 'secret', { name: 'PASS', content: secret });
    upstream.on('/cookie', ({ body }, response) =>
      response
        .writeHead(200, { 'set-cookie': 'sid=cookie-value; Path=/', 'content-type': 'application/json' })
        .end(JSON.stringify({ said: body, url: encodeURIComponent(secret) })),
    );
    await gateway.rule('masked', 'POST', {
      record: true,
      request: { header: { Authorization: { type: 'string' } } },
      components: [
        [
          api('a', 'cookie', {
            auth: ['{secret.PASS}'],
            header: { 'X-Api-Key': 'key-value', Cookie: 'c=cookie-value' },
            input: { p: '{secret.PASS}', b: Buffer.from(secret).toString('base64') },
          }),
        ],
      ],
      response: { header: { 'Set-Cookie': 'a=cookie-value' }, body: '{a}' },
    });
    const reply = await gateway.call(
      'POST',
      'masked',
      { mine: secret },
      {
        ...{ authorization: 'Bearer client-value', cookie: 'client-value', 'x-api-key': 'client-value' },
        'proxy-authorization': 'client-value',
      },
    );
    assert.equal(reply.status, 200, reply.text);
    assert.equal((JSON.parse(String(reply.body.said)) as Json).p, secret);
    const text = JSON.stringify(await log(reply.headers.get('trx')));
    for (const shown of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      assert.ok(!text.includes(shown), text);
    for (const shown of ['client-value', 'key-value', 'cookie-value']) assert.ok(!text.includes(shown), text);
    assert.ok(text.includes('***PASS***') && text.includes('"***"'), text);
    assert.ok(!gateway.output().includes(secret));
  });

  it('whose document passes 1 MiB keeps its shape and says that it is cut', async () => {
    const source = `function handler() { return { big: 'x'.repeat(1500000), list: Array(40000).fill('12345678'), small: 'kept' } }`;
    const reply = await runScript('large', source, { response: { body: '{s.small}' } });
    const { body, text } = await gateway.api<RunLog & { truncated?: boolean }>(
      'GET',
      `run_log?trx=${(await log(reply.headers.get('trx'))).trx}`,
    );
    assert.equal(body.data.truncated, true);
    assert.ok(text.length <= 1024 * 1024 + 200, String(text.length));
    const output = body.data.step_logs[0]?.component_logs[0]?.output as Json;
    assert.equal(output.small, 'kept');
    assert.ok('big' in output && 'list' in output);
  });

  it('is found on pages of logs, newest first, by what they are filtered by', async () => {
    await gateway.rule('page/a', 'POST', { record: true, components: [[api('a', 'ok')]] });
    await gateway.rule('page/b', 'GET', { record: true, components: [[api('b', 'down')]] });
    const trxs: string[] = [];
    for (const [method, path] of [
      ['POST', 'page/a'],
      ['GET', 'page/b'],
      ['POST', 'page/a'],
    ] as const) {
      const reply = await gateway.call(method, path, method === 'POST' ? {} : undefined);
      trxs.push(String(reply.headers.get('trx')));
      await log(trxs.at(-1));
    }
    const page = async (query: string): Promise<Page<RunLog>> => {
      const answer = await gateway.api<Page<RunLog>>('GET', `run_log/page?${query}`);
      assert.equal(answer.status, 200, answer.text);
      return answer.body.data;
    };
    const found = async (query: string): Promise<string[]> => (await page(query)).list.map(({ trx }) => trx);
    assert.deepEqual(await found('count=3'), trxs.toReversed());
    assert.deepEqual(await found('path=/ps/page/a'), [trxs[2], trxs[0]]);
    assert.deepEqual(await found('path=/ps/page/a&count=1&page=2'), [trxs[0]]);
    assert.deepEqual(await found('path=/ps/page/b&method=GET&status=failed&err_code=110006'), [trxs[1]]);
    assert.deepEqual(await found('path=/ps/page/b&status=success'), []);
    const one = await log(trxs[1]);
    assert.deepEqual(await found(`log_id=${one.log_id}`), [trxs[1]]);
    assert.deepEqual(await found(`version=${one.version}`), [trxs[1]]);
    assert.deepEqual(await found(`path=/ps/page/b&start=${one.start_datetime}`), [trxs[1]]);
    assert.deepEqual(await found(`path=/ps/page/b&start=${new Date(Date.now() + 1000).toISOString()}`), []);
    assert.deepEqual(await found(`path=/ps/page/b&end=${new Date(Date.now() - 600_000).toISOString()}`), []);
    assert.deepEqual(await found('path=/ps/page/b&min_run_time=0'), [trxs[1]]);
    assert.deepEqual(await found('path=/ps/page/b&min_run_time=600000'), []);
    const { total, page: number, count, list } = await page('path=/ps/page/a');
    assert.deepEqual([total, number, count], [2, 1, 20]);
    assert.equal(list[0]?.status, 'success');
    for (const bad of ['page=0', 'count=101', 'status=done', 'start=x', 'min_run_time=-1', 'min_run_time=x'])
      assert.equal((await gateway.api('GET', `run_log/page?${bad}`)).status, 400, bad);
  });

  it('counts in the statistics of its rule', async () => {
    await gateway.rule('stats', 'POST', {
      record: true,
      components: [[api('a', '{request.body.p}', { url: `${upstream.url}/{request.body.p}` })]],
    });
    for (const p of ['ok', 'ok', 'ok', 'down'])
      await log((await gateway.call('POST', 'stats', { p })).headers.get('trx'));
    const start = new Date(Date.now() - 3_600_000).toISOString();
    const end = new Date(Date.now() + 3_600_000).toISOString();
    const stats = await gateway.api<{ list: Json[] }>('GET', `stats?start=${start}&end=${end}&name=stats`);
    assert.equal(stats.status, 200, stats.text);
    const text = JSON.stringify(stats.body.data);
    assert.match(text, /"success":3/);
    assert.match(text, /"failed":1/);
    assert.match(text, /"error_rate":0.25/);
    for (const p of ['p50', 'p95', 'p99'])
      assert.equal(text.split(`"${p}":`).length, 3, `${p} of the answer and of a: ${text}`);
    assert.equal((await gateway.api('GET', 'stats?start=never')).status, 400);
    const none = await gateway.api<{ list: Json[] }>('GET', `stats?start=${end}`);
    assert.deepEqual([none.status, none.body.data.list], [200, []]);
  });
});

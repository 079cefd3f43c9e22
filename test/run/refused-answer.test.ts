import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RequestLog, RunLog } from '../../src/engine/run-log.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

const SECRET = 'hunter22-hunter22-hunter22';

describe('the run log of a refused answer', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  let count = 0;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
    await gateway.api('POST', 'secret', { name: 'KEY', content: SECRET });
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  const answerWith = (
    path: string,
    status: number,
    headers: Record<string, string | string[]>,
    body: string | Buffer,
  ): void => upstream.on(path, (_, response) => void response.writeHead(status, headers).end(body));

  async function run(component: Record<string, unknown>, rule: Record<string, unknown> = { record: true }) {
    const name = `refused${++count}`;
    const only = { name: 'a', type: 'api', method: 'GET', outputName: 'a', ...component };
    await gateway.rule(name, 'POST', { ...rule, components: [[only]], response: { body: '{a}' } });
    return gateway.call('POST', name, {});
  }

  async function requestsOf(reply: Reply): Promise<readonly RequestLog[]> {
    const trx = reply.headers.get('trx') ?? '';
    const log = (await gateway.api<RunLog>('GET', `run_log?trx=${trx}`)).body.data;
    return log.step_logs[0]?.component_logs[0]?.request_logs ?? [];
  }

  it('has its status, its headers and its body, masked', async () => {
    answerWith(
      '/teapot',
      418,
      { 'Content-Type': 'text/html; charset=latin1', 'Set-Cookie': ['a=1', 'b=2'], 'X-API-Key': 'k', 'X-Echo': SECRET },
      Buffer.from(`<p>é ${SECRET}`, 'latin1'),
    );
    const reply = await run({ url: `${upstream.url}/teapot`, header: { authorization: '{secret.KEY}' } });
    assert.equal((reply.body as { code: string }).code, '110006');
    const [entry, ...others] = await requestsOf(reply);
    assert.deepEqual(others, []);
    assert.equal(entry?.answer?.status, 418);
    assert.equal(entry.answer.body, '<p>é ***KEY***');
    const { 'content-type': type, 'set-cookie': cookies, 'x-api-key': key, 'x-echo': echo } = entry.answer.header;
    assert.deepEqual([type, cookies, key, echo], ['text/html; charset=latin1', '***', '***', '***KEY***']);
  });

  it('stands there where a rule is suspended, once for each attempt', async () => {
    let nth = 0;
    upstream.on('/busy', (_, response) => void response.writeHead(503).end(`busy ${++nth}`));
    const retried = { url: `${upstream.url}/busy`, retryMaxCount: 2, retryMaxWait: 0.01 };
    const reply = await run(retried, { suspend: true });
    assert.equal(reply.status, 202);
    const bodies = (await requestsOf(reply)).map(({ answer }) => answer?.body);
    assert.deepEqual(bodies, ['busy 1', 'busy 2', 'busy 3']);
  });

  it('stands there where responseCondition, the body or its coding refused it', async () => {
    answerWith('/says-no', 200, {}, '{"ok":false}');
    answerWith('/page', 200, { 'content-type': 'application/json' }, '<h1>Sorry');
    answerWith('/packed', 200, { 'content-encoding': 'snappy' }, 'x');
    answerWith('/huge', 200, {}, 'h'.repeat(11 * 1024 * 1024));
    for (const [path, body] of [
      ['/says-no', '{"ok":false}'],
      ['/page', '<h1>Sorry'],
      ['/packed', ''],
      ['/huge', 'h'.repeat(4096)],
    ] as const) {
      const reply = await run({ url: upstream.url + path, ...(path === '/says-no' && { responseCondition: '{ok}' }) });
      assert.equal((reply.body as { code: string }).code, '110006', path);
      const [entry] = await requestsOf(reply);
      assert.deepEqual([entry?.status_code, entry?.answer?.status, entry?.answer?.body], [200, 200, body], path);
    }
  });

  it('has whole characters of the first 4 KiB, and no part of a secret that was cut', async () => {
    answerWith('/long', 500, {}, '中'.repeat(5000));
    const [long] = await requestsOf(await run({ url: `${upstream.url}/long` }));
    assert.equal(long?.answer?.body, '中'.repeat(1365));
    answerWith('/edge', 500, {}, 'x'.repeat(4090) + SECRET + 'y'.repeat(99));
    const [edge] = await requestsOf(await run({ url: `${upstream.url}/edge` }));
    assert.equal(edge?.answer?.body, `${'x'.repeat(4090)}***KEY`);
  });

  it('stands there for ctx.request, with the request that it answers', async () => {
    upstream.on('/nth', ({ url }, response) => void response.writeHead(url.includes('2') ? 500 : 200).end(`"${url}"`));
    const name = `refused${++count}`;
    await gateway.script(
      name,
      `async function handler(ctx, { url }) {
        const get = (n, more) => ctx.request({ url: url + '?n=' + n, ...more });
        const [, b] = await Promise.all([get(1), get(2).catch((error) => error.code), get(3), get(22, { onlyData: false })]);
        return b;
      }`,
    );
    const script = { name: 's', type: 'script', url: name, input: { url: `${upstream.url}/nth` }, outputName: 's' };
    await gateway.rule(name, 'POST', { record: true, components: [[script]], response: { body: '{s}' } });
    const reply = await gateway.call('POST', name, {});
    assert.equal(reply.text, '"110006"');
    const answers = (await requestsOf(reply)).map(({ url, answer }) => [/\d+$/.exec(url)?.[0], answer?.body]);
    assert.deepEqual(
      answers.toSorted(),
      [
        ['1', undefined],
        ['2', '"/nth?n=2"'],
        ['3', undefined],
        ['22', undefined],
      ].toSorted(),
    );
  });

  it('is not there where the answer was taken, or none came', async () => {
    answerWith('/fine', 200, {}, '{}');
    const [fine] = await requestsOf(await run({ url: `${upstream.url}/fine` }));
    const [none] = await requestsOf(await run({ url: 'http://127.0.0.1:1/' }));
    assert.deepEqual([fine?.status_code, none?.error?.code], [200, '110007']);
    assert.ok(fine && none && !('answer' in fine) && !('answer' in none));
  });
});

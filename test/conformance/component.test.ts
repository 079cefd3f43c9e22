import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'node:test';
import type { RunLog } from '../../src/engine/run-log.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

describe('an api component', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
    await gateway.api('POST', 'secret', { name: 'TOKEN', content: 'very secret token/1' });
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  /** Runs one component against `path`, and gives the answer with what the upstream saw. */
  async function run(
    path: string,
    component: Record<string, unknown>,
    body: unknown = {},
    rule: Record<string, unknown> = {},
  ): Promise<Reply> {
    const only = { name: 'c', type: 'api', url: `${upstream.url}/${path}`, outputName: 'c', ...component };
    await gateway.rule(path, 'POST', { components: [[only]], response: { body: '{c}' }, ...rule });
    return gateway.call('POST', path, body);
  }

  it('sends input as its dataType says', async () => {
    const input = { a: 'x y', l: [1, 2], o: { k: true }, n: null };
    for (const type of ['json', 'form', 'xml', 'get', 'text']) upstream.json(`/${type}`, { ok: type });
    await run('json', { method: 'POST', input });
    assert.deepEqual(JSON.parse(upstream.callsOf('/json')[0]?.body ?? ''), input);
    assert.match(String(upstream.callsOf('/json')[0]?.headers['content-type']), /^application\/json/);
    await run('form', { method: 'POST', input: { a: 'x y', l: [1, 2], o: { k: true } }, dataType: 'form' });
    const form = new URLSearchParams(upstream.callsOf('/form')[0]?.body);
    assert.deepEqual([form.get('a'), form.getAll('l'), form.get('o')], ['x y', ['1', '2'], '{"k":true}']);
    assert.match(String(upstream.callsOf('/form')[0]?.headers['content-type']), /^application\/x-www-form-urlencoded/);
    await run('xml', {
      method: 'POST',
      input: { a: '<1>', l: ['x', 'y'], '@id': '7' },
      requestType: 'xml',
      xmlName: 'order',
    });
    const xml = upstream.callsOf('/xml')[0]?.body ?? '';
    assert.match(xml, /<order id="7">/);
    assert.match(xml, /<a>&lt;1(>|&gt;)<\/a>/);
    assert.match(xml, /<l>x<\/l>\s*<l>y<\/l>/);
    await run('xml', {
      method: 'POST',
      dataType: 'xml',
      xmlName: 'soap:Envelope',
      input: { '@xmlns:soap': 'urn:s', 'soap:Body': { n: 1 } },
    });
    assert.equal(
      upstream.callsOf('/xml')[1]?.body,
      '<soap:Envelope xmlns:soap="urn:s"><soap:Body><n>1</n></soap:Body></soap:Envelope>',
    );
    await run('text', { method: 'PUT', input: 'plain {request.method}', dataType: 'text', contentType: 'text/csv' });
    assert.deepEqual(
      [upstream.callsOf('/text')[0]?.body, upstream.callsOf('/text')[0]?.headers['content-type']],
      ['plain POST', 'text/csv'],
    );
    await run('get', { input, header: { 'X-A': '{request.path}' } });
    const url = new URL(upstream.callsOf('/get')[0]?.url ?? '', upstream.url);
    assert.deepEqual(
      [url.searchParams.get('a'), url.searchParams.getAll('l'), url.searchParams.get('o')],
      ['x y', ['1', '2'], '{"k":true}'],
    );
    assert.equal(upstream.callsOf('/get')[0]?.headers['x-a'], '/ps/get');
  });

  it('signs in with Basic or Bearer', async () => {
    upstream.json('/basic', {});
    upstream.json('/bearer', {});
    await run('basic', { auth: ['me', 'pass:1'] });
    assert.equal(
      upstream.callsOf('/basic')[0]?.headers.authorization,
      `Basic ${Buffer.from('me:pass:1').toString('base64')}`,
    );
    await run('bearer', { auth: ['{secret.TOKEN}'] });
    assert.equal(upstream.callsOf('/bearer')[0]?.headers.authorization, 'Bearer very secret token/1');
  });

  it('reads answers as its responseType says', async () => {
    upstream.on('/rxml', (_, response) =>
      response.writeHead(200, { 'content-type': 'text/xml' }).end('<r><id>007</id><x/></r>'),
    );
    assert.deepEqual((await run('rxml', { responseType: 'xml' })).body, { id: '007', x: '' });
    upstream.on('/rtext', (_, response) => response.end('just text'));
    assert.equal((await run('rtext', { responseType: 'text' })).text, '"just text"');
    assert.equal((await run('rtext', {})).text, '"just text"');
    const wrong = await run('rtext', { responseType: 'json' });
    assert.deepEqual([wrong.status, wrong.body.code], [502, '110006']);
    upstream.on('/gzip', (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"z":1}')),
    );
    assert.deepEqual((await run('gzip', {})).body, { z: 1 });
    upstream.on('/doctype', (_, response) => response.end('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'));
    assert.equal((await run('doctype', { responseType: 'xml' })).body.code, '110006');
    upstream.on('/redirect', (_, response) => response.writeHead(302, { location: '/json' }).end('{"r":1}'));
    assert.deepEqual((await run('redirect', {})).body, { r: 1 });
  });

  it('takes its output from outputData, with status and headers', async () => {
    upstream.json('/out', { data: { id: 9 } }, 201, { 'X-Rate': '5' });
    const answer = await run('out', {
      outputData: {
        id: '{data.id}',
        status: '{$status}',
        rate: '{$header.x-rate}',
        same: '{$header.X-RATE}',
        text: 'n{data.id}',
      },
    });
    assert.deepEqual(answer.body, { id: 9, status: 201, rate: '5', same: '5', text: 'n9' });
  });

  it('judges by responseCondition, and by status where there is none', async () => {
    upstream.json('/cond', { code: 1, msg: 'sold out' });
    const refused = await run('cond', { responseCondition: '{code} === 0', errMsg: 'shop: {msg}' });
    assert.deepEqual([refused.status, refused.body.code, refused.body.msg], [502, '110006', 'shop: sold out']);
    upstream.json('/cond', { code: 0 }, 404, { 'x-ok': 'y' });
    assert.equal(
      (await run('cond', { responseCondition: `{code} === 0 && {$status} === 404 && {$header.x-ok} == 'y'` })).status,
      200,
    );
    assert.equal((await run('cond', {})).status, 502);
    assert.equal((await run('cond', { errorMsg: 'alias {code}' })).body.msg, 'alias 0');
    upstream.json('/cond', { code: 0 });
    assert.equal((await run('cond', { responseCondition: '{code}' })).body.code, '110004');
  });

  it('is not reached, or out of time, with codes of its own', async () => {
    const refused = await run('refused', { url: 'http://127.0.0.1:1/' });
    assert.deepEqual([refused.status, refused.body.code], [502, '110007']);
    upstream.on('/slow', () => undefined);
    const slow = await run('slow', { timeout: 0.1 });
    assert.deepEqual([slow.status, slow.body.code], [504, '110007']);
    const denied = await run('denied', { url: 'http://169.254.169.254/latest', retryMaxCount: 3 });
    assert.deepEqual([denied.status, denied.body.code], [502, '110015']);
    const named = await run('named', { url: 'http://[::ffff:169.254.169.254]/latest' });
    assert.equal(named.body.code, '110015');
  });

  it('shows no secret anywhere: not in run log, error or preview', async () => {
    const secret = 'very secret token/1';
    upstream.on('/leak', ({ headers }, response) =>
      response
        .writeHead(500, { 'content-type': 'application/json' })
        .end(JSON.stringify({ said: headers['x-t'], b64: Buffer.from(secret).toString('base64') })),
    );
    const reply = await run(
      'leak',
      {
        method: 'POST',
        header: { 'X-T': '{secret.TOKEN}', Authorization: '{secret.TOKEN}' },
        input: { t: '{secret.TOKEN}' },
        url: `${upstream.url}/leak?u={secret.TOKEN}`,
        errMsg: 'it says {said} {b64}',
      },
      {},
      { record: true, suspend: true },
    );
    assert.equal(upstream.callsOf('/leak')[0]?.headers['x-t'], secret);
    assert.ok(!reply.text.includes(secret), reply.text);
    const trx = String(reply.body.trx);
    const texts = await Promise.all([
      gateway.api('GET', `run_log?trx=${trx}`),
      gateway.api('GET', `suspend?trx=${trx}`),
      gateway.api('POST', 'suspend/preview', { trx }),
    ]);
    for (const { text } of texts) {
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
        assert.ok(!text.includes(form), text);
    }
    assert.ok(texts[0].text.includes('***TOKEN***'), texts[0].text);
    assert.ok(!gateway.output().includes(secret));
  });

  it('is recorded in the run log', async () => {
    upstream.json('/told', { ok: 1 });
    const reply = await run('told', { method: 'POST', input: { a: 1 }, desc: 'tell' }, { x: 1 }, { record: true });
    const log = (await gateway.api<RunLog>('GET', `run_log?trx=${reply.headers.get('trx') ?? ''}`)).body.data;
    assert.deepEqual([log.method, log.status, log.step, log.cur_step, log.error], ['POST', 'success', 1, 1, null]);
    assert.match(log.start_datetime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const [layer] = log.step_logs;
    assert.deepEqual([layer?.step, layer?.action_count], [1, 1]);
    const [c] = layer?.component_logs ?? [];
    assert.deepEqual(
      [
        c?.step,
        c?.action,
        c?.name,
        c?.desc,
        c?.type,
        c?.input,
        c?.output,
        c?.output_name,
        c?.error,
        c?.is_skip,
        c?.is_cache,
        c?.method,
        c?.status_code,
      ],
      [1, 1, 'c', 'tell', 'api', { a: 1 }, { ok: 1 }, 'c', null, false, false, 'POST', 200],
    );
    assert.deepEqual(
      c?.request_logs.map(({ method, status_code, error }) => [method, status_code, error]),
      [['POST', 200, null]],
    );
  });
});

describe('an answer', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.stop());

  async function answer(name: string, response: unknown, body: unknown = {}): Promise<Reply> {
    await gateway.rule(name, 'POST', { response });
    return gateway.call('POST', name, body);
  }

  it('is shaped by status, header and body templates', async () => {
    const reply = await answer(
      'shape',
      {
        status: '{request.body.s}',
        header: { 'X-N': '{request.body.n}', Gone: '{request.body.none}' },
        body: [1, '{request.body.n}'],
      },
      { s: 201, n: 5 },
    );
    assert.deepEqual([reply.status, reply.headers.get('x-n'), reply.body], [201, '5', [1, 5]]);
    assert.match(String(reply.headers.get('content-type')), /^application\/json/);
  });

  it('is the default body before the body', async () => {
    assert.deepEqual((await answer('default', { body: { a: 1 }, defaultBody: { b: 2 } })).body, { b: 2 });
  });

  it('is text or XML where the rule says so', async () => {
    const text = await answer('text', { type: 'text', body: 'hello {request.body.n}' }, { n: 'you' });
    assert.deepEqual([text.text, text.headers.get('content-type')?.split(';')[0]], ['hello you', 'text/plain']);
    const xml = await answer(
      'xml',
      { type: 'xml', xmlName: 'out', body: { n: '{request.body.n}', l: [1, 2] } },
      { n: 'a&b' },
    );
    assert.match(xml.text, /<out><n>a&amp;b<\/n><l>1<\/l><l>2<\/l><\/out>$/);
    assert.match(String(xml.headers.get('content-type')), /^application\/xml/);
  });

  it('always carries Trx', async () => {
    const reply = await gateway.call('GET', 'none');
    assert.match(reply.headers.get('trx') ?? '', /^TRX[0-9A-F]{32}$/);
  });
});

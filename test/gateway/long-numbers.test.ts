import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { longIntegers, longNumbers, raw } from '../fixture/long-numbers.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

const ID = '7615917337495251231';
/** Another id, of the same double. */
const NEIGHBOUR = '7615917337495251232';

describe('the digits of a number', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    upstream = await startUpstream();
    gateway = await startGateway();
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  const post = (path: string, text: string): Promise<Reply> =>
    gateway.call('POST', path, text, { 'content-type': 'application/json' });

  /** Passes texts of numbers through `send`; what comes out is what went in. */
  async function keeps(numbers: fc.Arbitrary<string>, send: (list: readonly string[]) => Promise<readonly string[]>) {
    const lists = fc.array(numbers, { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(lists, async (list) => assert.deepEqual(await send(list), list)),
      { numRuns: 10 },
    );
  }

  const api = (url: string, extra: object = {}): object => ({
    name: 'api',
    type: 'api',
    method: 'POST',
    url: `${upstream.url}/${url}`,
    outputName: 'out',
    ...extra,
  });

  it('stay in the body of an upstream, in headers and in texts', async () => {
    upstream.json('/echo', {});
    await gateway.rule('echo', 'POST', {
      components: [
        [
          api('echo', {
            header: { 'X-N': '{request.body.n[0]}', 'X-T': 'n={request.body.n[0]}' },
            input: { n: '{request.body.n}', text: 'all of {request.body.n}, {request.body.n[0]} first' },
          }),
        ],
      ],
    });
    await keeps(longNumbers, async (list) => {
      const answer = await post('echo', `{"n":[${list.join()}]}`);
      assert.equal(answer.status, 200, answer.text);
      const sent = upstream.callsOf('/echo').at(-1);
      assert.equal(sent?.body, `{"n":[${list.join()}],"text":"all of [${list.join()}], ${list[0] ?? ''} first"}`);
      assert.deepEqual([sent.headers['x-n'], sent.headers['x-t']], [list[0], `n=${list[0] ?? ''}`]);
      return list;
    });
  });

  it('stay in large bodies and large answers, also through a cache', async () => {
    upstream.on('/large', ({ body }, response) => response.setHeader('content-type', 'application/json').end(body));
    await gateway.rule('large', 'POST', {
      components: [[api('large', { input: '{request.body}', isCache: true })]],
      response: { body: ['{out}', '{out[1].n}', '{request.body[0]}'] },
    });
    const [first = ID, ...rest] = fc.sample(longNumbers, 20_000);
    const text = `[${first},{"n":${ID}},${rest.join()}]`;
    for (let turn = 0; turn < 2; turn++) {
      const answer = await post('large', text);
      assert.equal(answer.status, 200);
      assert.ok(answer.text === `[${text},${ID},${first}]`);
    }
    assert.ok(upstream.callsOf('/large').every(({ body }) => body === text));
    assert.equal(upstream.callsOf('/large').length, 1);
  });

  it('stay in the path and query of a url, and in the input of a GET', async () => {
    await gateway.rule('url', 'POST', {
      components: [
        [
          api('users/{request.body.n[0]}/x?a={request.body.n[0]}', {
            method: 'GET',
            input: { n: '{request.body.n}' },
            ignoreError: true,
          }),
        ],
      ],
    });
    await keeps(longIntegers, async (list) => {
      await post('url', `{"n":[${list.join()}]}`);
      const url = new URL(upstream.calls.at(-1)?.url ?? '', upstream.url);
      assert.equal(url.pathname, `/users/${list[0] ?? ''}/x`);
      assert.equal(url.searchParams.get('a'), list[0]);
      return url.searchParams.getAll('n');
    });
  });

  it('stay in what an upstream answers, also where it goes into the next url', async () => {
    let given = '';
    upstream.on('/given', (_, response) => response.setHeader('content-type', 'application/json').end(given));
    await gateway.rule('given', 'GET', {
      components: [
        [api('given', { method: 'GET' })],
        [{ ...api('next/{out.n[0]}', { method: 'GET', ignoreError: true }), outputName: 'next' }],
      ],
      response: { body: '{out.n}', header: { 'X-N': '{out.n[0]}' } },
    });
    await keeps(longIntegers, async (list) => {
      given = `{"n":[${list.join()}]}`;
      const answer = await gateway.call('GET', 'given');
      assert.equal(upstream.calls.at(-1)?.path, `/next/${list[0] ?? ''}`);
      assert.equal(answer.headers.get('x-n'), list[0]);
      return answer.text.slice(1, -1).split(',');
    });
  });

  it('stay in forms, XML and plain text, both ways', async () => {
    upstream.json('/form', {});
    upstream.json('/xml', {});
    const input = { n: '{request.body.n}', o: { n: '{request.body.n}' } };
    const calls = (['form', 'xml', 'text'] as const).map((dataType) => ({
      ...api(dataType, { dataType, input: dataType === 'text' ? '{request.body.n}' : input, ignoreError: true }),
      name: dataType,
      outputName: dataType,
    }));
    await gateway.rule('forms', 'POST', {
      components: [calls],
      response: { type: 'xml', xmlName: 'n', body: { '@a': '{request.body.n}', '#text': '{request.body.n}' } },
    });
    const answer = await post('forms', `{"n":${ID}}`);
    assert.equal(answer.text, `<n a="${ID}">${ID}</n>`);
    const sent = (path: string): string => decodeURIComponent(upstream.callsOf(path).at(-1)?.body ?? '');
    assert.equal(sent('/form'), `n=${ID}&o={"n":${ID}}`);
    assert.equal(sent('/xml'), `<xml><n>${ID}</n><o><n>${ID}</n></o></xml>`);
    assert.equal(sent('/text'), ID);
  });

  it('count where a condition compares them', async () => {
    const condition = [
      '{request.body.a} == {request.body.b}',
      `{request.body.a} === ${ID}`,
      `[${ID}].includes({request.body.b})`,
      '{request.body.list}.includes({request.body.b})',
      '{request.body.a} >= {request.body.b}',
    ];
    upstream.json('/yes', true);
    await gateway.rule('compare', 'POST', {
      components: [
        condition.map((one, index) => ({
          ...api('yes', { condition: one }),
          name: `c${index}`,
          outputName: `c.x${index}`,
        })),
      ],
      response: { body: '{c}' },
    });
    const same = await post('compare', `{"a":${ID},"b":${ID},"list":[${ID}]}`);
    assert.deepEqual(same.body, { x0: true, x1: true, x2: true, x3: true, x4: true });
    const other = await post('compare', `{"a":${ID},"b":${NEIGHBOUR},"list":[${ID}]}`);
    assert.deepEqual(other.body, { x1: true });
  });

  it('count in the key of the cache, and stay in what is cached', async () => {
    upstream.on('/cached', ({ body }, response) => response.setHeader('content-type', 'application/json').end(body));
    await gateway.rule('cached', 'POST', {
      components: [[api('cached', { isCache: true, input: '{request.body}' })]],
      response: { body: '{out}' },
    });
    for (const id of [ID, NEIGHBOUR, ID, NEIGHBOUR]) assert.equal((await post('cached', `[${id}]`)).text, `[${id}]`);
    assert.deepEqual(
      upstream.callsOf('/cached').map(({ body }) => body),
      [`[${ID}]`, `[${NEIGHBOUR}]`],
    );
  });

  it('stay in the constants of a rule, in its versions and its OpenAPI', async () => {
    const response = { body: { id: raw(ID), e: raw('1e400') } };
    const n = { type: 'bigint', enum: [raw(ID), 5], max: raw('9223372036854775807') };
    await gateway.rule('constant', 'POST', { request: { body: { n } }, response });
    assert.equal((await post('constant', '{}')).text, `{"id":${ID},"e":1e400}`);
    assert.match((await gateway.api('GET', 'rule?name=constant&method=POST')).text, new RegExp(`"id":${ID},"e":1e400`));
    const openapi = (await gateway.api('GET', '../../openapi.json')).text;
    assert.match(openapi, new RegExp(`"maximum":9223372036854775807.*"enum":\\[${ID},5\\]`));
    const refused = await post('constant', `{"n":${NEIGHBOUR}}`);
    assert.equal((refused.body.errors as { message: string }[])[0]?.message, `must be one of ${ID}, 5`);
    assert.equal((await post('constant', `{"n":${ID}}`)).status, 200);
  });

  it('are those of the nearest double in a script, and stay beside it', async () => {
    await gateway.script(
      'double',
      'function handler(ctx, input) { return { type: typeof input, same: input === 7615917337495251000, next: input + 0 }; }',
    );
    await gateway.rule('script', 'POST', {
      components: [[{ name: 's', type: 'script', url: 'double', input: '{request.body.id}', outputName: 's' }]],
      response: { body: ['{s}', '{request.body.id}'] },
    });
    const answer = await post('script', `{"id":${ID}}`);
    assert.equal(answer.text, `[{"type":"number","same":true,"next":7615917337495251000},${ID}]`);
  });

  it('of a bigint are a text in scripts, and a number everywhere else', async () => {
    upstream.json('/bigint', {});
    await gateway.script('text', 'function handler(ctx, input) { return input; }');
    const n = { type: 'bigint' };
    await gateway.rule('bigint/:p', 'POST', {
      request: {
        params: { p: n },
        query: { q: n },
        body: { n, list: { type: 'slice', items: n }, o: { type: 'object', attribute: { n } } },
      },
      components: [
        [{ name: 's', type: 'script', url: 'text', input: ['{request.body}', '{request.query.q}'], outputName: 's' }],
        [api('bigint', { input: ['{request.body}', '{request.params.p}', '{request.query.q}', '{s}'] })],
      ],
      response: { body: '{s}' },
    });
    const given = `{"n":${ID},"list":[5,${ID}],"o":{"n":-0},"other":${ID}}`;
    const answer = await post(`bigint/${NEIGHBOUR}?q=007`, given);
    const text = `[{"n":"${ID}","list":["5","${ID}"],"o":{"n":"0"},"other":7615917337495251000},"7"]`;
    assert.equal(answer.text, text);
    const sent = upstream.callsOf('/bigint').at(-1)?.body;
    assert.equal(sent, `[${given.replace('-0', '0')},${NEIGHBOUR},7,${text}]`);
    for (const wrong of ['"5"', '1.5', '1e9999', 'true']) {
      const refused = await post('bigint/1', `{"n":${wrong}}`);
      assert.equal(refused.body.msg, 'request.body.n must be a bigint', refused.text);
    }
  });

  it('of a bigint are a number in an output that falls back on it, and a text beside a large value', async () => {
    await gateway.script(
      'types',
      'function handler(ctx, { out, body }) { return [typeof out, typeof body.n, body.list.length]; }',
    );
    await gateway.rule('fallback', 'POST', {
      request: { body: { n: { type: 'bigint' } } },
      components: [
        [api('nothing', { ignoreError: true, fallback: '{request.body.n}' })],
        [{ name: 's', type: 'script', url: 'types', input: { out: '{out}', body: '{request.body}' }, outputName: 's' }],
      ],
      response: { body: ['{s}', '{out}'] },
    });
    const list = `[${'"0123456789",'.repeat(20_000)}""]`;
    const answer = await post('fallback', `{"n":${ID},"list":${list}}`);
    assert.equal(answer.text, `[["number","string",20001],${ID}]`);
  });

  it('are refused where an int is wanted, also where the nearest double is one', async () => {
    await gateway.rule('int', 'POST', {
      request: { body: { n: { type: 'int' } } },
      response: { body: '{request.body.n}' },
    });
    for (const wrong of [ID, '9007199254740991.4', '-9007199254740993', '1e20'])
      assert.equal((await post('int', `{"n":${wrong}}`)).body.msg, 'request.body.n must be an int');
    assert.equal((await post('int', '{"n":9007199254740991}')).text, '9007199254740991');
  });

  it('stay in a rule that is tried with mocks', async () => {
    const rule = {
      components: [[api('none', { input: '{request.body}' })]],
      response: { body: ['{out}', '{request.body}', '{request.query.q}'] },
    };
    const request = { body: raw(ID), query: { q: raw(NEIGHBOUR) } };
    const mocks = { api: { output: { n: raw(ID) } } };
    const tried = await gateway.api('POST', 'rule/test', { rule, request, mocks });
    assert.match(tried.text, new RegExp(`"response":\\[\\{"n":${ID}\\},${ID},"${NEIGHBOUR}"\\]`));
  });

  it('of a body in which a key stands twice: the last counts, or it is refused', async () => {
    const response = { body: '{request.body}' };
    await gateway.rule('last', 'POST', { response });
    await gateway.rule('twice', 'POST', { request: { duplicates: 'refuse' }, response });
    const twice = '{"b":1,"a":{"n":1,"n":2},"c":3}';
    assert.equal((await post('last', twice)).text, '{"b":1,"a":{"n":2},"c":3}');
    const refused = await post('twice', twice);
    assert.equal(refused.status, 400);
    assert.equal(refused.body.msg, 'request.body has the key "n" twice in one object (line 1, column 19)');
    assert.equal((await post('twice', '{"a":{"n":1},"n":["n","n",{"n":1}]}')).status, 200);
  });

  it('and half a surrogate pair is replaced', async () => {
    await gateway.rule('half', 'POST', { response: { body: '{request.body}' } });
    const answer = await post('half', '{"\\ud800a":"\\udc00\\ud83d\\ude00\\\\ud800"}');
    assert.equal(answer.text, '{"\ufffda":"\ufffd😀\\\\ud800"}');
  });
});

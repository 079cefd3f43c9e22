import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

describe('templates and conditions', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    gateway = await startGateway({ env: { STEPGATE_VAR_HOST: 'h.example/a b' } });
    upstream = await startUpstream();
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  async function evaluate(name: string, template: unknown, body: unknown): Promise<unknown> {
    await gateway.rule(name, 'POST', { response: { body: { out: template } } });
    return (await gateway.call('POST', name, body)).body.out;
  }

  it('become the value with its type, or text within text', async () => {
    const body = { o: { a: 1 }, l: [1, { b: 2 }], n: 1.5, s: 'x', t: true, z: null };
    const cases: [unknown, unknown][] = [
      ['{request.body}', body],
      ['{request.body.l[1].b}', 2],
      ['{request.body.n}', 1.5],
      ['{request.body.l.length}', 2],
      ['{request.body.s.length}', 1],
      [
        'a {request.body.o} {request.body.l} {request.body.n} {request.body.t} {request.body.z}{request.body.none}.',
        'a {"a":1} [1,{"b":2}] 1.5 true .',
      ],
      ['{request.body.none.deep[3].x}', null],
      ['{request.body.__proto__}', null],
      ['{request.body.constructor}', null],
      ['{request.body.s.constructor}', null],
      ['\\{request.body.s}', '{request.body.s}'],
      ['{"a": {request.body.n}}', '{"a": 1.5}'],
      ['{ request.body.s }', '{ request.body.s }'],
      ['{}', '{}'],
      [{ deep: [{ '{request.body.s}': '{request.body.s}' }] }, { deep: [{ '{request.body.s}': 'x' }] }],
      ['{request.header.x-none}', null],
      ['{var.HOST}', 'h.example/a b'],
    ];
    const out = (await evaluate(
      'values',
      cases.map(([template]) => template),
      body,
    )) as unknown[];
    cases.forEach(([template, expected], at) => assert.deepEqual(out[at], expected, JSON.stringify(template)));
  });

  it('in a url are encoded as one path segment or query value', async () => {
    for (const path of ['/x', '/x/', '/a', '/', '/v1/..%2F..%2Fadmin', '/v1/%2E%2E/z']) upstream.json(path, {});
    upstream.on('/any', (_, response) => response.end('{}'));
    await gateway.rule('url', 'POST', {
      components: [
        [
          {
            name: 'a',
            type: 'api',
            url: `${upstream.url}/v1/{request.body.seg}/z?q={request.body.q}&n={request.body.n}`,
            ignoreError: true,
          },
        ],
        [{ name: 'b', type: 'api', url: '{request.body.whole}', ignoreError: true }],
        [{ name: 'c', type: 'api', url: '{var.SELF}/ps/none', ignoreError: true }],
      ],
    });
    await gateway.call('POST', 'url', { seg: '../a?b#c/d', q: 'a&b=c d', n: 5, whole: `${upstream.url}/w/../x?y=1` });
    assert.equal(upstream.calls[0]?.url, '/v1/..%2Fa%3Fb%23c%2Fd/z?q=a%26b%3Dc%20d&n=5');
    assert.equal(upstream.calls[1]?.url, '/x?y=1');
    await gateway.call('POST', 'url', { seg: '..', q: '', n: null, whole: `${upstream.url}/x` });
    assert.equal(upstream.calls[2]?.url, '/v1/%2E%2E/z?q=');
  });

  const truths: [string, unknown][] = [
    [`{request.body.phone} != '0000' && {request.body.tags}.includes('vip')`, true],
    [`{request.body.n} + 1 == 6`, true],
    [`-{request.body.n} < 0 && +'3' === 3 && !false`, true],
    [`{request.body.n} * 2 % 3 === 1 && {request.body.n} / 2 > 2`, true],
    [`({request.body.none} ?? 'd') == 'd'`, true],
    [`{request.body.none} === null`, true],
    [`{request.body.none.a.b} === null`, true],
    [`{request.body.n} > 3 ? true : false`, true],
    [`'a' in {request.body.o}`, true],
    [`{request.body.o}.a === 1 && {request.body.tags}[0] == 'vip' && {request.body.tags}.length === 1`, true],
    [`{request.body.o}?.zz?.y === null || true`, true],
    [`['a','b'].includes('b') && {request.body.phone}.startsWith('1') && {request.body.phone}.endsWith('8')`, true],
    [
      `{request.body.phone}.indexOf('3') === 1 && 'Ab'.toLowerCase() === 'ab' && 'ab'.toUpperCase() === 'AB' && ' a '.trim() === 'a' && 'abc'.slice(1) === 'bc'`,
      true,
    ],
    [`Math.min(1, 2) === 1 && Math.max(1, 2) === 2 && Math.abs(-3) === 3`, true],
    [
      `'tel:' + {request.body.phone} + '/' + {request.body.n} === 'tel:138/5' && ({request.body.none} ?? '') === ''`,
      true,
    ],
    [`{request.body.quoted} != 'x' && {request.body.quoted}.length === 15`, true],
    [`'{request.body.n}' === '{' + 'request.body.n}'`, true],
    [`Number('4') === 4 && String(4) === '4' && Boolean(1)`, true],
  ];

  it('of conditions hold as JavaScript says', async () => {
    const components = truths.map(([condition], at) => [
      { name: `c${at}`, type: 'api', url: `${upstream.url}/any`, condition, outputName: `c${at}` },
    ]);
    upstream.json('/any', { hit: 1 });
    await gateway.rule('truths', 'POST', { components, response: { body: truths.map((_, at) => `{c${at}.hit}`) } });
    const answer = await gateway.call('POST', 'truths', {
      phone: '138',
      tags: ['vip'],
      n: 5,
      o: { a: 1 },
      quoted: "' || true || 'x",
    });
    assert.equal(answer.status, 200, answer.text);
    (answer.body as unknown as unknown[]).forEach((hit, at) => assert.equal(hit, 1, truths[at]?.[0]));
  });

  it('of conditions fail with 110004 where they are no bool or call a method on null', async () => {
    const component = { name: 'c', type: 'api', url: `${upstream.url}/any` };
    await gateway.rule('nobool', 'POST', { components: [[{ ...component, condition: '{request.body.n}' }]] });
    const no = await gateway.call('POST', 'nobool', { n: 5 });
    assert.deepEqual([no.status, no.body.code], [500, '110004']);
    await gateway.rule('onnull', 'POST', {
      components: [[{ ...component, condition: `{request.body.tags}.includes('a')` }]],
    });
    const onNull = await gateway.call('POST', 'onnull', {});
    assert.deepEqual([onNull.status, onNull.body.code], [500, '110004']);
    assert.match(String(onNull.body.msg), /request\.body\.tags/);
    assert.ok(String(onNull.body.msg).includes('({request.body.tags} ?? [])'), String(onNull.body.msg));
  });

  it('of conditions that are anything else are refused when saved', async () => {
    for (const condition of [
      'process.exit()',
      'a = 1',
      '(() => true)()',
      'new Date() > 1',
      '`x` == 1',
      '/a/.test("a")',
      '{request.body}.constructor("x")',
      'this',
      'x',
      'eval("1")',
      '{a}.replaceAll("a","b") == 1',
      '1 == 1;',
      '',
      '{a',
      '[...{a}]',
      '{a}.b()',
    ]) {
      const saved = await gateway.api('POST', 'rule', {
        name: 'refused',
        method: 'POST',
        rule: { components: [[{ name: 'c', type: 'api', url: 'http://a/', condition }]] },
      });
      assert.equal(saved.status, 400, `${condition}: ${saved.text}`);
    }
  });
});

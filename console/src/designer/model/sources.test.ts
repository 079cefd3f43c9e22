import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkRule } from '../../../../src/rule/check.ts';
import { completionAt } from './completion.ts';
import { documentOf } from './document.ts';
import { applyEdit } from './edit.ts';
import { sourcesAt } from './sources.ts';

const document = documentOf({
  name: 'users/:id/cart',
  method: 'POST',
  rule: {
    request: {
      query: { page: { type: 'int' } },
      header: { 'X-Tenant': { type: 'string' } },
      body: { address: { type: 'object', attribute: { zip: { type: 'string' } } } },
    },
    components: [
      [
        {
          name: 'user',
          type: 'api',
          url: '',
          outputName: 'user',
          outputData: { id: '{data.id}', name: { first: '' } },
        },
        { name: 'stock', type: 'script', url: 'stock', outputName: 'stock', input: '' },
      ],
      [{ name: 'cart', type: 'api', url: '', input: { user: '' }, condition: '', outputData: '', outputName: 'cart' }],
    ],
    response: { body: '', error: { body: '' } },
  },
});
const names = { vars: ['SHOP'], secrets: ['KEY'] };
const labels = (pointer: string) => sourcesAt(document, pointer, names).map(({ label }) => label);
const cart = '/rule/components/1/0';

describe('what a placeholder can read', () => {
  it('is, for what undoes a component, all that is there when the run is given up, and why it is', () => {
    const undo = { type: 'api', url: '', input: '', until: '', retryMaxCount: 1 };
    const own = applyEdit(document, { type: 'setField', pointer: '/rule/components/0/0/compensate', value: undo });
    const of = (field: string): string[] =>
      sourcesAt(own, `/rule/components/0/0/compensate/${field}`, names).map(({ label }) => label);
    const all = of('input');
    for (const name of ['error.code', 'user.id', 'cart', 'request.body', 'secret.KEY'])
      assert.ok(all.includes(name), name);
    assert.deepEqual(of('until'), ['$body', '$status', '$header']);
    assert.deepEqual(of('retryMaxCount'), []);
  });

  it('is, in a later layer, all outputs before it with their members, the request, variables and ids', () => {
    assert.deepEqual(labels(`${cart}/input/user`), [
      'stock',
      'user',
      'user.id',
      'user.name',
      'user.name.first',
      'request.body',
      'request.body.address',
      'request.body.address.zip',
      'request.query',
      'request.query.page',
      'request.params.id',
      'request.header',
      'request.header.x-tenant',
      'request.method',
      'request.path',
      'request.ip',
      'response',
      'var.SHOP',
      'secret.KEY',
      'trx',
      'logId',
    ]);
  });

  it('is no output in the first layer, and nobody has answered there', () => {
    const found = sourcesAt(document, '/rule/components/0/0/url', names);
    assert.ok(found.every(({ kind }) => kind !== 'output' && kind !== 'answer'));
  });

  it('is a secret only in header, auth, url and input', () => {
    for (const field of ['header/X', 'auth/0', 'url', 'input'])
      assert.ok(labels(`${cart}/${field}`).includes('secret.KEY'));
    for (const pointer of [`${cart}/condition`, '/rule/response/body'])
      assert.ok(!labels(pointer).includes('secret.KEY'));
  });

  it('is, over a result, that of the component alone', () => {
    assert.deepEqual(labels(`${cart}/outputData`), ['$body', '$status', '$header']);
    assert.deepEqual(labels('/rule/components/0/1/outputData'), ['$body']);
  });

  it('is the failure too in the error block of the response', () => {
    assert.deepEqual(labels('/rule/response/error/body').slice(0, 2), ['error.code', 'error.msg']);
    assert.ok(!labels('/rule/response/body').includes('error.code'));
    assert.ok(labels('/rule/response/body').includes('cart'));
  });

  it('is why a component before it has failed whose failure is passed over', () => {
    const components = [[{ name: 'a', type: 'script', url: 's', ignoreError: true }, { name: 'b' }], [{ name: 'c' }]];
    const ignoring = { json: { name: 'x', method: 'GET', rule: { components } } } as unknown as typeof document;
    const failed = (pointer: string) =>
      sourcesAt(ignoring, pointer)
        .map(({ label }) => label)
        .filter((label) => label.startsWith('failed'));
    const expected = ['failed.a.code', 'failed.a.msg', 'failed.a.kind', 'failed.a.status'];
    assert.deepEqual(failed('/rule/components/1/0/input'), expected);
    assert.deepEqual(failed('/rule/response/body'), expected);
    assert.deepEqual(failed('/rule/components/0/1/input'), []);
  });

  it('is nothing where no placeholder is read', () => {
    for (const pointer of [`${cart}/name`, '/rule/components/0/1/url', '/rule/timeout', '/name']) {
      assert.deepEqual(labels(pointer), []);
    }
  });

  it('is, inside a flow, what is before it there and around it, and the element of a loop', () => {
    const inner = { name: 'in', type: 'api', url: '', outputName: 'in', until: '' };
    const flow = { name: 'f', type: 'flow', foreach: '', as: 'line', components: [[inner], [inner]], outputData: '' };
    const own = { name: 'o', type: 'script', url: 's', outputName: 'o', ignoreError: true };
    const of = documentOf({ rule: { components: [[own], [flow]] } });
    const outputs = (pointer: string) =>
      sourcesAt(of, `/rule/components/1/0${pointer}`)
        .filter(({ kind }) => ['output', 'loop', 'result'].includes(kind))
        .map(({ label }) => label);
    assert.deepEqual(outputs('/components/1/0/url'), ['line', 'index', 'in', 'o']);
    assert.deepEqual(outputs('/components/0/0/url'), ['line', 'index', 'o']);
    assert.deepEqual(outputs('/foreach'), ['o']);
    assert.deepEqual(outputs('/outputData'), ['line', 'index', 'in', 'o']);
    assert.deepEqual(outputs('/components/0/0/until'), ['$body', '$status', '$header']);
    assert.deepEqual(outputs('/until'), ['$output']);
  });

  it('is never warned of by the check of the rule', () => {
    const fields = [
      `${cart}/input/user`,
      `${cart}/fallback`,
      '/rule/components/0/0/input',
      '/rule/response/body',
      '/rule/response/error/body',
    ];
    for (const pointer of fields) {
      for (const { insert } of sourcesAt(document, pointer, names)) {
        const { json } = applyEdit(document, { type: 'setField', pointer, value: insert });
        const { errors, warnings } = checkRule(json, {});
        assert.ok(![...errors, ...warnings].some(({ message }) => message.startsWith(insert)), `${pointer} ${insert}`);
      }
    }
  });
});

describe('completion in braces', () => {
  const sources = sourcesAt(document, `${cart}/input/user`, names);
  const completed = (text: string) => {
    const caret = text.indexOf('|');
    const found = completionAt(text.replace('|', ''), caret, sources);
    return (
      found &&
      `${found.from}-${found.to} ${found.entries
        .map(({ label }) => label)
        .slice(0, 3)
        .join(' ')}`
    );
  };

  it('offers what begins with what is typed, then what holds it', () => {
    assert.equal(completed('Hello {use|'), '6-10 user user.id user.name');
    assert.equal(completed('{user.n|ame} pays'), '0-11 user.name user.name.first');
    assert.equal(completed('{zip|'), '0-4 request.body.address.zip');
    assert.equal(completed('{|'), '0-1 stock user user.id');
  });

  it('offers nothing outside of braces, behind a backslash and in other text', () => {
    for (const text of ['user|', '{user}|', '\\{us|', '{"us|', '{a b|']) assert.equal(completed(text), undefined);
  });

  it('replaces a part of the text that holds the caret', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '\\', 'a', '.', ' ', '"') }), fc.nat(), (text, at) => {
        const caret = at % (text.length + 1);
        const found = completionAt(text, caret, sources);
        if (found === undefined) return;
        assert.ok(found.from < caret && caret <= found.to && found.to <= text.length);
        assert.equal(text[found.from], '{');
      }),
    );
  });
});

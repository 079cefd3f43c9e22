import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { checkRule } from '../../src/rule/check.ts';
import { compileRule } from '../../src/rule/compile.ts';
import type { ApiCall, CompiledComponent, ScriptCall } from '../../src/rule/compiled.ts';
import { ruleOf } from './rules.ts';

function componentOf(component: object): CompiledComponent {
  const [[compiled] = []] = ruleOf({ components: [[component]] }).layers;
  assert(compiled);
  return compiled;
}

const apiOf = (more: object) => componentOf({ name: 'a', type: 'api', url: 'http://h/x', ...more }).call as ApiCall;
const scriptOf = (url: string) => componentOf({ name: 's', type: 'script', url }).call as ScriptCall;

describe('a compiled rule', () => {
  it('has the defaults of the spec', () => {
    const rule = ruleOf({});
    const { record, suspend, durable, timeoutMs, idempotencyRequired, recover, bodyType, layers, secrets } = rule;
    assert.deepEqual(
      { record, suspend, durable, timeoutMs, idempotencyRequired, recover, bodyType, layers, secrets },
      {
        record: false,
        suspend: false,
        durable: false,
        timeoutMs: 120_000,
        idempotencyRequired: false,
        recover: undefined,
        bodyType: 'json',
        layers: [],
        secrets: [],
      },
    );
    const { type, status, header, body, defaultBody, xmlName, error } = rule.response;
    assert.deepEqual(
      { type, status: status?.evaluate({}), header: header.evaluate({}), body, defaultBody, xmlName, error },
      {
        type: 'json',
        status: 200,
        header: {},
        body: undefined,
        defaultBody: undefined,
        xmlName: 'xml',
        error: [],
      },
    );
  });

  it('has what the rule says', () => {
    const rule = ruleOf({
      record: true,
      durable: true,
      timeout: 0.5,
      idempotency: 'required',
      recover: { max: 5 },
      request: { type: 'form' },
    });
    assert.equal(rule.record, true);
    assert.equal(rule.suspend, true, 'durable implies suspend');
    assert.equal(rule.timeoutMs, 500);
    assert.equal(rule.idempotencyRequired, true);
    assert.deepEqual(rule.recover, { auto: true, max: 5, waitMs: 30_000, givesUp: false });
    assert.equal(rule.bodyType, 'form');
  });

  it('keeps its document, and nothing of it can be changed', () => {
    const source = { components: [[{ name: 's', type: 'script', url: 'x', input: { a: [1] } }]] };
    const rule = compileRule({ name: 'a', method: 'GET', desc: 'd', rule: source }, 'V7');
    assert.deepEqual([rule.name, rule.method, rule.desc, rule.version], ['a', 'GET', 'd', 'V7']);
    assert.deepEqual(rule.source, source);
    assert(Object.isFrozen(rule) && Object.isFrozen(rule.layers[0]?.[0]) && Object.isFrozen(rule.source.components));
    source.components.pop();
    assert.notDeepEqual(rule.source, source);
  });

  it('names its secrets', () => {
    const component = { name: 'a', type: 'api', url: 'http://h/{secret.u}', header: { a: 'x {secret.h}' } };
    const rule = ruleOf({
      components: [[{ ...component, auth: ['{secret.h}'], tls: { ca: 'c', cert: 'd', key: 'k' } }]],
    });
    assert.deepEqual(rule.secrets.toSorted(), ['c', 'd', 'h', 'k', 'u']);
  });

  it('is refused with all that is wrong', () => {
    const wrong = { name: '/a', method: 'GET', rule: { x: 1 } };
    assert.throws(
      () => compileRule(wrong, 'V1'),
      (error) => {
        assert(error instanceof StepgateError);
        assert.equal(error.code, '000400');
        assert.deepEqual(error.errors, checkRule(wrong).errors);
        assert.match(error.message, /the rule GET \/a is refused: \/x: the field x is unknown \(and 1 more\)/);
        return true;
      },
    );
  });

  it('may have empty layers, or none', () => {
    assert.deepEqual(ruleOf({ components: [[], []] }).layers, [[], []]);
    assert.deepEqual(ruleOf({ components: [] }).layers, []);
  });

  it('may have 256 layers of 64 components', () => {
    const layer = Array.from({ length: 64 }, (_, index) => ({ name: `s${index}`, type: 'script', url: 'x' }));
    assert.equal(ruleOf({ components: Array(256).fill(layer) }).layers.flat().length, 16_384);
  });

  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'ANY']) {
    it(`answers ${method}`, () => assert.equal(compileRule({ name: 'a', method, rule: {} }, 'V').method, method));
  }
  for (const name of ['a', 'api/v1/register', 'users/:id', ':a/:b', 'a.b/c-d/_e~f', 'users/:user_id/x', 'größe/:id']) {
    it(`may be called ${name}`, () => assert.deepEqual(checkRule({ name, method: 'GET', rule: {} }).errors, []));
  }
});

describe('a compiled component', () => {
  it('has the defaults of the spec', () => {
    const { call, fallback, ...component } = componentOf({ name: 's', type: 'script', url: 'demo/x' });
    assert.deepEqual(component, {
      layer: 1,
      action: 1,
      name: 's',
      pointer: '/components/0/0',
      key: '1-s',
      keyInHeader: '1-s',
      desc: '',
      loop: undefined,
      until: undefined,
      condition: undefined,
      outputPath: undefined,
      outputData: undefined,
      cacheTtlMs: undefined,
      timeoutMs: 60_000,
      retryMaxCount: 0,
      retryMaxWaitMs: 10_000,
      retryBaseMs: 100,
      ignoreError: false,
      nowResponse: false,
      undo: undefined,
      undoes: false,
    });
    assert.equal(fallback.evaluate({}), null);
    assert.deepEqual(call, { type: 'script', script: 'demo/x', input: undefined });
  });

  it('that is a transform has five seconds, and its expression as it stands', () => {
    const component = componentOf({ name: 't', type: 'transform', input: { a: '{x}' }, expression: '{ "b": "{x}" }' });
    const { call, timeoutMs, retryMaxCount, cacheTtlMs } = component;
    assert.deepEqual([timeoutMs, retryMaxCount, cacheTtlMs], [5000, 0, undefined]);
    assert.ok(call.type === 'transform');
    assert.equal(call.expression, '{ "b": "{x}" }');
    assert.deepEqual(call.input?.evaluate({ x: 1 }), { a: 1 });
  });

  it('has what it says', () => {
    const component = componentOf({
      name: 's',
      desc: 'd',
      type: 'script',
      url: 'x',
      condition: '{a} == 1',
      outputName: 'a.b-c.0',
      outputData: '{id}',
      isCache: true,
      timeout: 0.25,
      retryMaxCount: 10,
      retryMaxWait: 0.5,
      ignoreError: true,
      fallback: { a: '{x}' },
      nowResponse: true,
    });
    assert.equal(component.condition?.evaluate({ a: 1 }), true);
    assert.deepEqual(component.outputPath, ['a', 'b-c', '0']);
    assert.equal(component.outputData?.evaluate({ body: { id: 3 } }), 3);
    assert.equal(component.cacheTtlMs, 300_000);
    assert.deepEqual([component.timeoutMs, component.retryMaxCount, component.retryMaxWaitMs], [250, 10, 500]);
    assert.deepEqual(component.fallback.evaluate({ x: 1 }), { a: 1 });
    assert.deepEqual([component.ignoreError, component.nowResponse], [true, true]);
  });

  it('counts layers and actions from 1', () => {
    const s = (name: string) => ({ name, type: 'script', url: 'x' });
    const places = ruleOf({ components: [[s('a'), s('b')], [s('a')]] }).layers.flat();
    assert.deepEqual(
      places.map(({ layer, action, name }) => [layer, action, name]),
      [
        [1, 1, 'a'],
        [1, 2, 'b'],
        [2, 1, 'a'],
      ],
    );
  });

  it('caches only where it says so', () => {
    const script = { name: 's', type: 'script', url: 'x' };
    assert.equal(componentOf({ ...script, cacheTtl: 5 }).cacheTtlMs, undefined);
    assert.equal(componentOf({ ...script, isCache: true, cacheTtl: 0.5 }).cacheTtlMs, 500);
  });

  it('names its script with or without a file ending', () => {
    assert.equal(scriptOf('demo/user.js').script, 'demo/user');
    assert.equal(scriptOf('demo/user.ts').script, 'demo/user');
    assert.equal(scriptOf('demo/user.json').script, 'demo/user.json');
  });
});

describe('a compiled api call', () => {
  it('has the defaults of the spec', () => {
    const { url, header, ...call } = apiOf({});
    assert.equal(url.evaluate({}), 'http://h/x');
    assert.deepEqual(header.evaluate({}), {});
    assert.deepEqual(call, {
      type: 'api',
      method: 'GET',
      auth: undefined,
      authTakesBody: false,
      input: undefined,
      dataType: 'json',
      contentType: undefined,
      xmlName: 'xml',
      responseType: undefined,
      redirects: 0,
      lists: [],
      responseCondition: undefined,
      failure: [],
      retryOn: undefined,
      errMsg: undefined,
      tls: undefined,
      http2: false,
      idleTimeoutMs: 60_000,
    });
  });

  it('has what it says', () => {
    const call = apiOf({
      method: 'post',
      header: { 'X-A': '{a}', 'X-N': 5, 'X-B': true },
      auth: ['{secret.u}', 'p'],
      input: ['{a}'],
      contentType: 'text/csv',
      xmlName: 'order',
      responseType: 'xml',
      responseCondition: '{$status} == 200',
      tls: { ca: 'c', key: 'k' },
    });
    assert.equal(call.method, 'POST');
    assert.deepEqual(call.header.evaluate({ a: 1 }), { 'X-A': 1, 'X-N': 5, 'X-B': true });
    assert.deepEqual(call.auth?.evaluate({ secret: { u: 'me' } }), ['me', 'p']);
    assert.deepEqual(call.input?.evaluate({}), [null]);
    assert.deepEqual([call.contentType, call.xmlName, call.responseType], ['text/csv', 'order', 'xml']);
    assert.equal(apiOf({ contentType: '' }).contentType, undefined);
    assert.equal(call.responseCondition?.evaluate({ body: null, status: 200 }), true);
    assert.deepEqual(call.tls, { ca: 'c', key: 'k' });
  });

  it('knows the other names of dataType and errMsg', () => {
    assert.equal(apiOf({ dataType: 'form' }).dataType, 'form');
    assert.equal(apiOf({ requestType: 'xml' }).dataType, 'xml');
    for (const field of ['errMsg', 'errorMsg']) {
      assert.equal(apiOf({ [field]: 'E: {msg}' }).errMsg?.evaluate({ body: { msg: 'no' } }), 'E: no');
    }
  });
});

describe('a compiled response', () => {
  it('has a status that is a number or a template', () => {
    const status = (value: unknown) => ruleOf({ response: { status: value } }).response.status?.evaluate({ s: 404 });
    assert.deepEqual([status(201), status('{s}'), status('302'), status('40{x}')], [201, 404, 302, '40']);
  });

  it('has what it says', () => {
    const { response } = ruleOf({
      response: {
        type: 'xml',
        header: { a: '{x}' },
        body: null,
        defaultBody: { d: '{x}' },
        xmlName: 'r',
        error: { status: '{error.code}', header: { b: 'c' }, body: '{error.msg}' },
      },
    });
    assert.deepEqual([response.type, response.xmlName], ['xml', 'r']);
    assert.deepEqual(response.header.evaluate({ x: 1 }), { a: 1 });
    assert.equal(response.body?.evaluate({}), null);
    assert.deepEqual(response.defaultBody?.evaluate({ x: 1 }), { d: 1 });
    const [error] = response.error;
    assert.equal(error?.status?.evaluate({ error: { code: 418 } }), 418);
    assert.deepEqual(error.header?.evaluate({}), { b: 'c' });
    assert.equal(error.body?.evaluate({ error: { msg: 'no' } }), 'no');
  });

  it('leaves the parts of error that are absent', () => {
    const { error } = ruleOf({ response: { error: {} } }).response;
    const absent = { when: undefined, type: undefined, status: undefined, header: undefined, body: undefined };
    assert.deepEqual(error, [absent]);
  });
});

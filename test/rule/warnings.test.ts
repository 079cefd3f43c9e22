import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';
import type { RuleEnvironment } from '../../src/rule/compiled.ts';

const api = (more: object) => ({ name: 'a', type: 'api', url: 'http://h/x', ...more });
const script = (more: object) => ({ name: 's', type: 'script', url: 'demo/x', ...more });

/** `pointer | message | suggestion` of every warning. */
function warnings(rule: object, environment?: RuleEnvironment, name = 'a/:id'): string[] {
  const found = checkRule({ name, method: 'POST', rule }, environment);
  assert.deepEqual(found.errors, []);
  return found.warnings.map(({ severity, pointer, message, suggestion }) => {
    assert.equal(severity, 'warning');
    return [pointer, message, ...(suggestion === undefined ? [] : [suggestion])].join(' | ');
  });
}

/** The warnings of a response body that reads `placeholder`, after a layer with these components. */
function reading(placeholder: string, components: readonly object[], request: object = {}): string[] {
  return warnings({ request, components: [components], response: { body: `{${placeholder}}` } }).filter(
    (warning) => !warning.includes('nobody reads'),
  );
}

describe('a placeholder that nothing before it provides', () => {
  const user = script({ outputName: 'userResponse' });

  it('is warned of, with the nearest name that is provided', () => {
    assert.deepEqual(reading('user.id', [user]), [
      '/response/body | {user.id}: nothing before it provides user | userResponse.id',
    ]);
    assert.deepEqual(reading('userRespons.items[0].x', [user]), [
      '/response/body | {userRespons.items[0].x}: nothing before it provides userRespons | userResponse.items[0].x',
    ]);
    assert.deepEqual(reading('requst.body.a', []), [
      '/response/body | {requst.body.a}: nothing before it provides requst | request.body.a',
    ]);
    assert.deepEqual(reading('nothing', []), ['/response/body | {nothing}: nothing before it provides nothing']);
  });

  it('is not warned of where it may be there', () => {
    for (const placeholder of ['userResponse', 'userResponse.id', 'userResponse.a[0].b', 'trx', 'logId', 'request']) {
      assert.deepEqual(reading(placeholder, [user]), []);
    }
    for (const placeholder of ['request.body.a.b', 'request.query.x', 'request.header.X-Y', 'request.params.id']) {
      assert.deepEqual(reading(placeholder, [user]), []);
    }
    assert.deepEqual(reading('var.X', []), []);
  });

  it('may stand in any template or condition', () => {
    const component = api({
      url: 'http://h/{x.url}',
      header: { h: '{x.header}' },
      auth: ['{x.auth}'],
      input: { a: ['{x.input}'] },
      condition: "{x.condition} == 1 && 'in {x.text}' == ''",
      fallback: '{x.fallback}',
    });
    const response = {
      status: '{x.status}',
      header: { h: '{x.header}' },
      body: '{x.body}',
      defaultBody: '{x.default}',
      error: { status: '{x.status}', header: { h: '{x.header}' }, body: '{x.body}' },
    };
    assert.deepEqual(
      warnings({ components: [[component]], response }).map((warning) => warning.split(' | ')[0]),
      [
        '/components/0/0/condition',
        '/components/0/0/condition',
        '/components/0/0/fallback',
        '/components/0/0/url',
        '/components/0/0/header/h',
        '/components/0/0/auth/0',
        '/components/0/0/input/a/0',
        '/response/status',
        '/response/header/h',
        '/response/body',
        '/response/defaultBody',
        '/response/error/status',
        '/response/error/header/h',
        '/response/error/body',
      ],
    );
  });

  it('is reported once for each place', () => {
    assert.equal(reading('x.a} {x.a} {x.b', []).length, 2);
  });

  it('does not stand in what sees the own result only', () => {
    const component = api({ outputName: 'o', outputData: '{x}', errMsg: '{y}', responseCondition: '{z} == 1' });
    assert.deepEqual(warnings({ components: [[component]], response: { body: '{o}' } }), []);
  });

  it('knows nested outputs', () => {
    const components = [script({ outputName: 'a.b' }), script({ name: 't', outputName: 'a.c' })];
    assert.deepEqual(reading('a', components), []);
    assert.deepEqual(reading('a.b.x.y', components), []);
    assert.deepEqual(reading('a.d', components), ['/response/body | {a.d}: nothing before it provides a.d | a.b']);
  });

  it('knows the members that an outputData makes', () => {
    const shaped = api({ outputName: 'o', outputData: { id: '{data.id}', in: { n: 1, t: 'x {a}' }, list: ['{b}'] } });
    for (const placeholder of ['o', 'o.id', 'o.id.deep', 'o.in.n', 'o.in.t.length', 'o.list[0].x', 'o.list.length']) {
      assert.deepEqual(reading(placeholder, [shaped]), []);
    }
    assert.deepEqual(reading('o.idd', [shaped]), ['/response/body | {o.idd}: nothing before it provides o.idd | o.id']);
    assert.deepEqual(reading('o.in.m', [shaped]), [
      '/response/body | {o.in.m}: nothing before it provides o.in.m | o.in.n',
    ]);
    assert.deepEqual(reading('o.in.n.x', [shaped]), [
      '/response/body | {o.in.n.x}: nothing before it provides o.in.n.x',
    ]);
    assert.equal(reading('o.list[1]', [shaped]).length, 1);
  });

  it('knows that a fallback may take its place', () => {
    const shaped = { outputName: 'o', outputData: { id: '{id}' } };
    const replaced = api({ ...shaped, ignoreError: true, fallback: { none: true } });
    assert.deepEqual(reading('o.none', [replaced]), []);
    assert.equal(reading('o.none', [api({ ...shaped, fallback: { none: true } })]).length, 1);
    assert.deepEqual(reading('o.x', [api({ ...shaped, ignoreError: true, fallback: '{request.body}' })]), []);
  });

  it('knows what several layers make of one output', () => {
    const layers = [[script({ outputName: 'a.b' })], [api({ outputName: 'a', outputData: { c: 1 } })]];
    const rule = (body: string) => ({ components: layers, response: { body } });
    assert.deepEqual(warnings(rule('{a.b}{a.c}')), []);
    assert.equal(warnings(rule('{a.b}{a.c}{a.d}')).length, 1);
  });

  it('says where only a later layer provides it', () => {
    const components = [[script({ input: '{late.x}' })], [script({ outputName: 'late' })]];
    assert.deepEqual(warnings({ components, response: { body: '{late}' } }), [
      '/components/0/0/input | {late.x}: only a later layer provides late',
    ]);
  });

  it('knows the parts of the request', () => {
    assert.deepEqual(reading('request.bdy.a', []), [
      '/response/body | {request.bdy.a}: nothing before it provides request.bdy | request.body.a',
    ]);
    assert.deepEqual(reading('request.params.ix', []), [
      '/response/body | {request.params.ix}: nothing before it provides request.params.ix | request.params.id',
    ]);
    assert.equal(reading('request.ip.x', []).length, 1);
  });

  it('knows the fields of the request only where that is certain', () => {
    const request = {
      query: { q: { type: 'int' } },
      body: { s: { type: 'string' }, o: { type: 'object', attribute: { n: { type: 'int' } } }, l: { type: 'slice' } },
    };
    for (const placeholder of ['body.other.x', 'body.o.other.x', 'body.l[0].x', 'query.other', 'body.s.length']) {
      assert.deepEqual(reading(`request.${placeholder}`, [], request), []);
    }
    for (const placeholder of ['body.s.x', 'body.o.n.x', 'query.q.x']) {
      assert.equal(reading(`request.${placeholder}`, [], request).length, 1);
    }
    assert.equal(reading('request.body.x', [], { type: 'text' }).length, 1);
  });

  it('response is there once a script may have answered', () => {
    assert.deepEqual(reading('response.x', [script({})]), []);
    assert.deepEqual(reading('response.x', [api({ nowResponse: true })]), []);
    assert.equal(reading('response.x', [api({})]).length, 1);
    const layers = [[api({ input: '{response.x}' })], [script({})]];
    assert.deepEqual(warnings({ components: layers }), [
      '/components/0/0/input | {response.x}: only a later layer provides response',
    ]);
  });

  it('error is there in the error block only', () => {
    const body = '{error.code}{error.msg}{error.component}{error.layer}';
    assert.deepEqual(warnings({ response: { error: { body } } }), []);
    assert.deepEqual(warnings({ response: { error: { body: '{error.cod}' } } }), [
      '/response/error/body | {error.cod}: nothing before it provides error.cod | error.code',
    ]);
    assert.equal(warnings({ response: { body: '{error.code}' } }).length, 1);
  });

  it('is not looked for where a component is too wrong to know what it provides', () => {
    const rule = { components: [[{ name: 'a', outputName: 'x' }]], response: { body: '{x}{y}' } };
    assert.deepEqual(checkRule({ name: 'a', method: 'GET', rule }).warnings, []);
  });

  it('a last element and a name in quotes are not missing', () => {
    const lines = script({ outputName: 'o', outputData: ['{a}', '{b}'] });
    assert.deepEqual(reading('o[-1].x["any text"]', [lines]), []);
    assert.deepEqual(reading('request["boddy"].x', []), [
      '/response/body | {request["boddy"].x}: nothing before it provides request.boddy | request.body.x',
    ]);
  });
});

describe('a placeholder that reads a component of the same layer', () => {
  it('is warned of', () => {
    const layer = [script({ outputName: 'user' }), api({ input: { id: '{user.id}' } })];
    assert.deepEqual(warnings({ components: [layer] }), [
      '/components/0/1/input/id | {user.id} reads a component of the same layer: its output is not there yet',
    ]);
  });
  it('is warned of where it reads itself', () => {
    const layer = [script({ outputName: 'user', input: '{user.id}' })];
    assert.match(warnings({ components: [layer], response: { body: '{user}' } })[0] ?? '', /same layer/);
  });
  it('is fine where an earlier layer provides it too', () => {
    const components = [[script({ outputName: 'n' })], [script({ outputName: 'n', input: '{n}' })]];
    assert.deepEqual(warnings({ components, response: { body: '{n}' } }), []);
  });
});

describe('an output that nobody reads', () => {
  const unread = (response: object, ...later: object[]) =>
    warnings({ components: [[script({ outputName: 'a.b' })], later], response });

  it('is warned of', () => assert.deepEqual(unread({}), ['/components/0/0/outputName | nobody reads the output a.b']));
  it('is read by what reads it, something in it, or all around it', () => {
    for (const placeholder of ['a.b', 'a.b.c', 'a']) assert.deepEqual(unread({ body: `{${placeholder}}` }), []);
  });
  it('is not read by its neighbour', () => assert.equal(unread({ body: '{a.c}' }).length, 2));
  it('is read by conditions, errors and later layers', () => {
    assert.deepEqual(unread({}, api({ condition: '{a.b} == 1' })), []);
    assert.deepEqual(unread({ error: { body: '{a.b}' } }), []);
    assert.deepEqual(unread({ header: { h: '{a.b}' } }), []);
  });
  it('is not read by an earlier layer', () => {
    const components = [[script({ input: '{x}' })], [script({ outputName: 'x' })]];
    assert.equal(warnings({ components }).length, 2);
  });
});

describe('what may not exist yet', () => {
  const nothing: RuleEnvironment = { hasScript: () => false, hasSecret: () => false, hasVar: () => false };
  const everything: RuleEnvironment = { hasScript: () => true, hasSecret: () => true, hasVar: () => true };
  const component = api({
    url: '{var.BASE}/x',
    header: { h: '{secret.header}' },
    auth: ['{secret.token}'],
    tls: { cert: 'cert', key: 'key' },
  });
  const rule = { components: [[component, script({ url: 'demo/user.js', input: '{secret.in}' })]] };

  it('is warned of', () => {
    assert.deepEqual(warnings(rule, nothing), [
      '/components/0/0/header/h | there is no secret header yet',
      '/components/0/0/auth/0 | there is no secret token yet',
      '/components/0/0/tls/cert | there is no secret cert yet',
      '/components/0/0/tls/key | there is no secret key yet',
      '/components/0/1/input | there is no secret in yet',
      '/components/0/1/url | there is no script demo/user yet',
      '/components/0/0/url | {var.BASE}: there is no variable BASE; set STEPGATE_VAR_BASE',
    ]);
  });
  it('is not warned of where it exists, or nobody knows', () => {
    assert.deepEqual(warnings(rule, everything), []);
    assert.deepEqual(warnings(rule), []);
  });
});

describe('a call that is no GET', () => {
  const of = (more: object) => warnings({ components: [[api(more)]] });

  it('is warned of with retries', () => {
    assert.match(
      of({ method: 'POST', retryMaxCount: 1 })[0] ?? '',
      /^\/components\/0\/0\/retryMaxCount \| a POST is repeated/,
    );
    assert.equal(of({ method: 'delete', retryMaxCount: 1 }).length, 1);
  });
  it('is warned of with isCache', () => {
    assert.match(
      of({ method: 'PUT', isCache: true })[0] ?? '',
      /^\/components\/0\/0\/isCache \| the result of a PUT is kept/,
    );
  });
  it('is fine without, and so is a GET with', () => {
    assert.deepEqual(of({ method: 'POST', retryMaxCount: 0, isCache: false, cacheTtl: 5 }), []);
    assert.deepEqual(of({ retryMaxCount: 3, isCache: true }), []);
    assert.deepEqual(warnings({ components: [[script({ retryMaxCount: 3, isCache: true })]] }), []);
  });
});

describe('a field rule for a parameter', () => {
  it('is warned of where the path has no such parameter', () => {
    assert.deepEqual(warnings({ request: { params: { idd: { type: 'int' } } } }), [
      '/request/params/idd | the path a/:id has no parameter :idd | id',
    ]);
  });
});

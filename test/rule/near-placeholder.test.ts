import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';

const api = (more: object) => ({ name: 'a', type: 'api', url: 'http://h/x', ...more });

function suggestions(component: object, response: object = {}): (string | undefined)[] {
  const { warnings } = checkRule({ name: 'a', method: 'GET', rule: { components: [[api(component)]], response } });
  return warnings.filter(({ message }) => message.includes('stays text')).map(({ suggestion }) => suggestion);
}

/** `pointer | message | suggestion` of every warning. */
function warnings(rule: object): string[] {
  const found = checkRule({ name: 'a/:id', method: 'POST', rule });
  assert.deepEqual(found.errors, []);
  return found.warnings.map(({ pointer, message, suggestion }) =>
    [pointer, message, ...(suggestion === undefined ? [] : [suggestion])].join(' | '),
  );
}

describe('what begins like a placeholder and is none', () => {
  const near: readonly (readonly [string, string])[] = [
    ['{a.@odata.nextLink}', '{a["@odata.nextLink"]}'],
    ['{a.@id}', '{a["@id"]}'],
    ['x {a[0].@type} y', '{a[0]["@type"]}'],
    ['{a.cognito:groups}', '{a["cognito:groups"]}'],
    ['{a.b/c.d}', '{a["b/c"].d}'],
    ['{{ a.x }}', '{a.x}'],
    ['{ a.x }', '{a.x}'],
    ['{a.x }', '{a.x}'],
    ['{ trx }', '{trx}'],
    ["{a['x']}", '{a.x}'],
    ["{a['@x']}", '{a["@x"]}'],
    ['{a?.b}', '{a.b}'],
    ['{a[*].b}', '{a}'],
    ['{a.b()}', '{a.b}'],
  ];
  const body = (text: string) =>
    warnings({ response: { body: { text } } }).filter((warning) => !warning.includes('nothing before it'));

  for (const [text, right] of near) {
    it(`${text} is warned of, with ${right}`, () => {
      const shown = /\{+[^{}]*\}+/.exec(text)?.[0] ?? '';
      assert.deepEqual(body(text), [
        `/response/body/text | ${shown} is no placeholder and stays text; write ${right} | ${right}`,
      ]);
    });
  }

  it('so is a bar, as other languages have it for filters and defaults', () => {
    for (const text of ['{a.b|c}', '{a.b | upper}', "{a.b ?? 'c'}"]) {
      assert.deepEqual(body(text), [
        `/response/body/text | ${text} is no placeholder and stays text; write {a.b}; there are no filters and no defaults | {a.b}`,
      ]);
    }
  });

  it('so are two pairs of braces, which are a value between braces', () => {
    assert.deepEqual(body('{{a.x}}'), [
      '/response/body/text | {{a.x}} is the value between braces; write {a.x}, or {\\{a.x}} for the text itself | {a.x}',
    ]);
  });

  it('in every template and condition, over a result too', () => {
    const text = '{ a.x }';
    const component = api({
      header: { h: text },
      input: { a: text },
      condition: `'${text}' == 'b'`,
      outputData: '{ $status }',
      responseCondition: "'{[0].x}' == 'b'",
      errMsg: '{a.@id}',
    });
    const found = warnings({ components: [[component]], response: { header: { h: text } } });
    assert.deepEqual(
      found.map((warning) => warning.split(' | ').filter((_, index) => index !== 1)),
      [
        ['/components/0/0/condition', '{a.x}'],
        ['/components/0/0/header/h', '{a.x}'],
        ['/components/0/0/input/a', '{a.x}'],
        ['/components/0/0/responseCondition', '{$body[0].x}'],
        ['/components/0/0/errMsg', '{a["@id"]}'],
        ['/components/0/0/outputData', '{$status}'],
        ['/response/header/h', '{a.x}'],
      ].toSorted((a, b) => order(found, a) - order(found, b)),
    );
  });

  it('is shown beside the error of a condition that cannot hold it', () => {
    const { errors, warnings: shown } = checkRule({
      name: 'a',
      method: 'GET',
      rule: { components: [[api({ condition: '{a.@id} == 1' })]] },
    });
    assert.equal(errors.length, 1);
    assert.deepEqual(
      shown.map(({ suggestion }) => suggestion),
      ['{a["@id"]}'],
    );
  });

  for (const text of [
    '{"a": {"b": 1}}',
    '{ user { id } }',
    'function () { return }',
    '{a: 1}',
    '{a, b}',
    '{color: red}',
    '{1.2}',
    '{}',
    '{\\{a.x}}',
    '\\{ a.x }',
    '{ $status }',
  ]) {
    it(`${text} is nothing like one`, () => assert.deepEqual(body(text), []));
  }
});

describe('a member of the body that no path can begin with', () => {
  for (const [text, right] of [
    ['{@odata.nextLink}', '{$body["@odata.nextLink"]}'],
    ['see {@id}', '{$body["@id"]}'],
    ['{#text}', '{$body["#text"]}'],
    ['{cognito:groups}', '{$body["cognito:groups"]}'],
  ] as const) {
    it(`${text} is warned of over a result, with ${right}`, () => {
      assert.deepEqual(suggestions({ outputData: { x: text } }), [right]);
    });
  }

  it('is looked for in linear time', () => {
    const startedAt = process.cpuUsage();
    for (const text of ['{'.repeat(200_000), '{trx}'.repeat(40_000), '{ a.'.repeat(50_000)]) {
      checkRule({ name: 'a', method: 'GET', rule: { response: { body: text } } });
    }
    const { user } = process.cpuUsage(startedAt);
    assert.ok(user < 5_000_000, `${user} µs`);
  });

  it('is none where the body is not what templates read', () => {
    for (const text of ['{@id}', '{#text}', '{cognito:groups}']) {
      assert.deepEqual(suggestions({ header: { x: text } }, { body: text }), []);
    }
  });

  it('is none in what is other text', () => {
    for (const text of ['{a:1}', '{a: b}', 'see {a:b}', '{#if}', '{@}', '{@ id}']) {
      assert.deepEqual(suggestions({ outputData: { x: text } }), [], text);
    }
  });
});

function order(found: readonly string[], [pointer]: readonly string[]): number {
  return found.findIndex((warning) => warning.startsWith(`${pointer} `));
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';
import { checkRuleText } from '../../src/rule/text/check.ts';

const api = (more: object = {}) => ({ name: 'a', type: 'api', url: 'http://h/x', ...more });
const flow = (more: object = {}) => ({ name: 'f', type: 'flow', outputName: 'f', ...more });
const inner = [[api({ outputName: 'x' })]];

/** What is found in a rule with this one component, whose output is read: `severity pointer | message | suggestion`. */
function found(component: object, response: object = { body: '{f}' }): string[] {
  const rule = { components: [[component]], response };
  const { errors, warnings } = checkRule({ name: 'a', method: 'POST', rule });
  return [...errors, ...warnings].map(({ severity, pointer, message, suggestion }) =>
    [`${severity} ${pointer.replace(/^\/components\/0\/0/, '~')}`, message, ...(suggestion ? [suggestion] : [])].join(
      ' | ',
    ),
  );
}

describe('what is found in flows', () => {
  it('is nothing in those that are right', () => {
    const cases = [{ when: '{request.body.a} == 1', components: inner }, { components: [[api({ outputName: 'y' })]] }];
    for (const component of [
      flow({ components: inner }),
      flow({ components: inner, outputData: '{x}' }),
      flow({ cases, outputData: ['{x}', '{y}'] }),
      flow({ components: inner, outputName: undefined, until: '{$output.x} == 1' }),
    ])
      assert.deepEqual(
        found(component, { body: '{f.x}' }).filter((one) => !one.includes('{f.x}')),
        [],
      );
  });

  it('is that components and cases are both there, or neither', () => {
    const message = 'a flow has either components or cases; give exactly one of them';
    assert.deepEqual(found(flow()), [`error ~ | ${message}`]);
    assert.deepEqual(found(flow({ components: inner, cases: [{ components: inner }] })), [`error ~ | ${message}`]);
    assert.deepEqual(found(flow({ cases: [] })), ['error ~/cases | must have 1 or more elements, got an empty array']);
    const many = Array.from({ length: 257 }, () => []);
    assert.deepEqual(found(flow({ components: many })), [
      'error ~/components | must have 256 or fewer elements, got an array of 257',
    ]);
  });

  it('is a case that is never taken', () => {
    const cases = (...whens: (string | undefined)[]) =>
      flow({ cases: whens.map((when) => ({ ...(when !== undefined && { when }), components: inner })) });
    assert.deepEqual(found(cases(undefined, '{request.body.a} == 1')), [
      'error ~/cases/0 | only the last case goes without `when`: it is the one that is left',
    ]);
    assert.deepEqual(found(cases('1 < 2', '{request.body.a} == 1', undefined)), [
      'warning ~/cases/1 | a case before it is always true: this case is never taken',
      'warning ~/cases/2 | a case before it is always true: this case is never taken',
    ]);
    assert.deepEqual(found(cases('false', undefined)), [
      'warning ~/cases/0 | its `when` is always false: this case is never taken',
    ]);
    assert.deepEqual(found(cases('{request.body.a} == 1', ' {request.body.a} == 1')), [
      'warning ~/cases/1 | a case before it has the same `when`: this case is never taken',
    ]);
  });

  it('is a flow inside four others', () => {
    const nested = (depth: number): object =>
      depth === 0 ? api({ outputName: 'x' }) : flow({ components: [[nested(depth - 1)]] });
    assert.deepEqual(found(nested(4)), []);
    assert.deepEqual(found(nested(5)), [
      `error ~${'/components/0/0'.repeat(4)} | at most 4 flows stand inside each other; make the inner one a rule of its own`,
    ]);
  });

  it('is a name with /, [ or ]', () => {
    for (const name of ['a/b', 'a[0', 'a]'])
      assert.deepEqual(found(flow({ components: [[api({ name, outputName: 'x' })]] })), [
        `error ~/components/0/0/name | a component's name holds no /, [ or ], got "${name}"`,
      ]);
  });

  it('is what other components cannot have either, with its place', () => {
    const wrong = [[api({ foo: 1 }), api({ name: 'b' }), api({ name: 'b' })], [{ ...api(), type: 'nix' }]];
    assert.deepEqual(found(flow({ components: wrong, retryMaxCount: 1 })), [
      'error ~/retryMaxCount | the field retryMaxCount is unknown for the type flow | timeout',
      'error ~/components/0/0/foo | the field foo is unknown for the type api | as',
      'error ~/components/1/0/type | must be one of api, rule, script, transform, flow, wait, got "nix" | api',
      'error ~/components/0/2/name | two components of this layer are called "b"',
    ]);
    assert.deepEqual(found(flow({ cases: [{ wen: 'true', components: [[api({ outputName: 'x', timeout: 0 })]] }] })), [
      'error ~/cases/0/wen | the field wen is unknown | when',
      'error ~/cases/0/components/0/0/timeout | must be more than 0, got 0',
    ]);
  });

  it('is a placeholder that nothing provides, inside and outside', () => {
    const layers = [
      [api({ outputName: 'x' }), api({ name: 'b', outputName: 'y', url: 'http://h/{x}' })],
      [api({ name: 'c', outputName: 'z', url: 'http://h/{y}/{w}' })],
      [api({ name: 'd', outputName: 'w', url: 'http://h/{zz}' })],
    ];
    assert.deepEqual(found(flow({ components: layers }), { body: '{x}{f.x}{f.z}{f.w}{f.v}' }), [
      'warning ~/components/0/1/url | {x} reads a component of the same layer: its output is not there yet',
      'warning ~/components/1/0/url | {w}: only a later layer provides w',
      'warning ~/components/2/0/url | {zz}: nothing before it provides zz | z',
      'warning /response/body | {x}: nothing before it provides x | f',
      'warning /response/body | {f.v}: nothing before it provides f.v | f.x',
    ]);
    assert.deepEqual(found(flow({ cases: [{ when: '{requst.body.a} == 1', components: inner }] })), [
      'warning ~/cases/0/when | {requst.body.a}: nothing before it provides requst | request.body.a',
    ]);
  });

  it('is an inner output that nobody reads', () => {
    assert.deepEqual(found(flow({ components: inner, outputData: '{trx}' })), [
      'warning ~/components/0/0/outputName | nobody reads the output x',
    ]);
    assert.deepEqual(found(flow({ components: inner, outputName: undefined }), {}), [
      'warning ~/components/0/0/outputName | nobody reads the output x',
    ]);
  });

  it('is an answer that is none: response.from names a flow, or what is inside', () => {
    const silent = flow({ outputName: undefined, components: [[api()]] });
    assert.deepEqual(found(silent, { from: 'f' }), [
      'error /response/from | "f" is a flow: only an api\'s answer is passed on',
    ]);
    assert.deepEqual(found(silent, { from: 'f/a' }), ['error /response/from | there is no api component "f/a"']);
  });

  it('has line and column of a file', () => {
    const text = `name: a
method: POST
rule:
  components:
    - - name: f
        type: flow
        cases:
          - when: '{request.body.a} == 1'
            components:
              - - { name: a, type: api, url: 'http://h/{none}' }
          - components:
              - - name: b/c
                  type: api
                  url: http://h
`;
    const { errors } = checkRuleText(text, 'yaml');
    assert.deepEqual(
      errors.map(({ line, column, pointer }) => [line, column, pointer]),
      [[12, 19, '/components/0/0/cases/1/components/0/0/name']],
    );
    const { warnings } = checkRuleText(text.replace('b/c', 'b'), 'yaml');
    assert.deepEqual(
      warnings.map(({ line, column, pointer }) => [line, column, pointer]),
      [[10, 41, '/components/0/0/cases/0/components/0/0/url']],
    );
  });
});

describe('what is found in loops', () => {
  const loop = (more: object = {}) => api({ method: 'POST', foreach: '{request.body}', outputName: 'f', ...more });

  it('is a variable that is not there', () => {
    assert.deepEqual(
      found(loop({ input: ['{item.sku}', '{index}'], condition: '{item} > 1', fallback: '{item}' })),
      [],
    );
    assert.deepEqual(found(loop({ as: 'line', input: '{line.a}{item}{linee}' })), [
      'warning ~/input | {item}: nothing before it provides item | line',
      'warning ~/input | {linee}: nothing before it provides linee | line',
    ]);
    assert.deepEqual(found(loop({ foreach: '{item}' })), [
      'warning ~/foreach | {item}: nothing before it provides item',
    ]);
    assert.deepEqual(found(loop({ as: 'line' }), { body: '{f}{line}' }), [
      'warning /response/body | {line}: nothing before it provides line | f',
    ]);
  });

  it('reaches into flows', () => {
    const components = [[api({ url: 'http://h/{line}/{index}/{item}', outputName: 'x' })]];
    assert.deepEqual(found(flow({ foreach: '{request.body}', as: 'line', components })), [
      'warning ~/components/0/0/url | {item}: nothing before it provides item | line',
    ]);
  });

  it('is what gives no list, and a name that is none', () => {
    for (const foreach of ['abc', '{request.body.a}, {request.body.b}', 5, { a: 1 }])
      assert.deepEqual(found(loop({ foreach })), [
        'error ~/foreach | must give a list, such as "{request.body.lines}"',
      ]);
    for (const foreach of [[1, 2], null, '{= {request.body}.filter(l => l > 1) }', { $each: '{request.body}', $to: 1 }])
      assert.deepEqual(found(loop({ foreach })), []);
    assert.deepEqual(found(loop({ as: 'a.b' })), ['error ~/as | an element has one name, without dots']);
    assert.deepEqual(found(loop({ as: 'index' })), [
      'error ~/as | an output cannot be called index: that name is reserved',
    ]);
  });

  it('is what says nothing by itself', () => {
    const alone = { as: 'x', concurrency: 2, maxItems: 3, every: 1, max: 2 };
    const without = (field: string, other: string) =>
      `warning ~/${field} | ${field} says nothing without ${other}; add ${other}, or leave it out`;
    assert.deepEqual(found(api({ outputName: 'f', ...alone })), [
      ...['as', 'concurrency', 'maxItems'].map((field) => without(field, 'foreach')),
      ...['every', 'max'].map((field) => without(field, 'until')),
    ]);
  });

  it('is that the answer of a loop is passed on', () => {
    assert.deepEqual(found(loop({ outputName: undefined }), { from: 'a' }), [
      'error /response/from | "a" has foreach: it has not one answer, but a list',
    ]);
  });

  it('is a condition of until over what is not there, and a cache beside it', () => {
    const script = { name: 's', type: 'script', url: 's', outputName: 'f' };
    assert.deepEqual(found({ ...script, until: '{$output.a} == 1' }), []);
    assert.deepEqual(found({ ...script, until: '{a} == 1' }), [
      'error ~/until | {a}: here there is only the output, {$output} at column 1 of {a} == 1 | $output.a',
    ]);
    assert.deepEqual(found({ ...script, until: '{$output.a} == 1', isCache: true }), [
      'warning ~/isCache | beside until the result that is kept is looked at again and again; leave it out',
    ]);
    assert.deepEqual(found({ name: 't', type: 'transform', expression: 'a', outputName: 'f', until: 'true' }), [
      'error ~/until | the field until is unknown for the type transform | name',
    ]);
  });
});

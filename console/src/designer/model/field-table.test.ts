import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../../../src/rule/check.ts';
import { documentOf } from './document.ts';
import { applyEdit } from './edit.ts';
import { type Part } from './field-sections.ts';
import { type Field, fieldRuleTable, fieldTable } from './field-table.ts';
import type { Json } from './rule-language.ts';

const BASES: Readonly<Record<Part, string>> = {
  document: '',
  settings: '/rule',
  request: '/rule/request',
  response: '/rule/response',
  error: '/rule/response/error',
  api: '/rule/components/0/0',
  script: '/rule/components/0/1',
  transform: '/rule/components/0/2',
  flow: '/rule/components/0/3',
  rule: '/rule/components/0/4',
  wait: '/rule/components/0/5',
  'undo.api': '/rule/components/0/2/compensate',
  'undo.rule': '/rule/components/0/4/compensate',
  'undo.script': '/rule/components/0/1/compensate',
};
const PARTS = Object.keys(BASES) as Part[];

function fieldsOf(part: Part): Field[] {
  return fieldTable(part).flatMap(({ fields }) => fields);
}

function fieldOf(part: Part, name: string): Field | undefined {
  return fieldsOf(part).find((field) => field.name === name);
}

const document = documentOf({
  name: 'r',
  method: 'POST',
  rule: {
    components: [
      [
        { name: 'a', type: 'api', url: 'http://a', method: 'POST', tls: { cert: 'c', key: 'k' } },
        { name: 's', type: 'script', url: 's', compensate: { type: 'script', url: 'u' } },
        {
          ...{ name: 't', type: 'transform', expression: 'a' },
          compensate: { type: 'api', url: 'http://u', method: 'POST', tls: { cert: 'c', key: 'k' } },
        },
        { name: 'f', type: 'flow', cases: [{ components: [] }] },
        {
          ...{ name: 'r', type: 'rule', url: 'r', method: 'POST' },
          compensate: { type: 'rule', url: 'u', method: 'POST' },
        },
        { name: 'w', type: 'wait', for: 'callback' },
      ],
    ],
  },
});

/** A value as the field's editor would give it. */
function valueFor({ kind, options, min = 1, max = Infinity, name }: Field, part: Part): Json {
  switch (kind) {
    case 'enum':
      return options?.[0] ?? '';
    case 'boolean':
    case 'jsonSchema':
      return true;
    case 'number':
      return Math.min(Math.max(1, min), max);
    case 'numberOrTemplate':
      return 200;
    case 'list':
      return ['a'];
    case 'map':
      return { 'X-A': '{request.body.a}' };
    case 'fieldRules':
      return { a: { type: 'int' } };
    case 'condition':
      return 'true';
    case 'code':
      return '$sum(lines.price)';
    case 'template':
      return name === 'url' ? `${part.endsWith('api') ? 'http://' : ''}a/{request.body.a}` : 'a';
    case 'json':
      if (name === 'auth') return ['a'];
      // Lists of cases, which may be empty.
      return ['refuse', 'failure', 'retryOn', 'cases', 'error'].includes(name) ? [] : 'a';
    case 'choices':
      return ['viewer'];
    case 'compensation':
      return { type: 'script', url: 's' };
    case 'flowCases':
      return [{ when: '{request.body.a}', components: [] }];
    case 'string':
    case 'jsonTemplate':
    case 'scriptName':
    case 'secretName':
      if (name === 'foreach') return '{request.body.lines}';
      return name === 'name' ? 'b' : 'a';
  }
}

describe('the fields of the property panel', () => {
  it('are all those of the schema, and each takes what its kind says', () => {
    for (const part of PARTS) {
      for (const field of fieldsOf(part)) {
        const pointer = BASES[part] + field.pointer;
        const edited = applyEdit(document, { type: 'setField', pointer, value: valueFor(field, part) });
        const { errors } = checkRule(edited.json, {});
        // `lists` is for XML only, `maxFiles` for multipart, some fields of a wait for another one: the check says so.
        const own = errors.filter(({ message }) => !/xml|multipart|a wait for|a callback in a loop/i.test(message));
        assert.deepEqual(own, [], `${part} ${field.name}`);
      }
    }
  });

  it('stand in sections, none of them in two', () => {
    const sections = fieldTable('api').map(({ section }) => section);
    assert.deepEqual(sections, ['general', 'call', 'inputAndOutput', 'whenItFails', 'repeat', 'cache', 'undo']);
    for (const part of PARTS) {
      const names = fieldsOf(part).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
      assert.ok(!fieldTable(part).some(({ section }) => section === 'other'), part);
    }
  });

  it('have the type, the bounds, the choices, the default and the help of the schema', () => {
    assert.deepEqual(fieldOf('api', 'retryMaxCount'), {
      pointer: '/retryMaxCount',
      name: 'retryMaxCount',
      kind: 'number',
      help: 'More attempts after a retryable failure. Default 0.',
      required: false,
      default: 0,
      min: 0,
      max: 10,
      isInteger: true,
    });
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', '{request.method}'];
    assert.deepEqual(fieldOf('api', 'method')?.options, methods);
    assert.equal(fieldOf('api', 'method')?.default, 'GET');
    assert.equal(fieldOf('api', 'name')?.required, true);
    assert.equal(fieldOf('api', 'requestType')?.aliasOf, 'dataType');
    assert.equal(fieldOf('api', 'tls.cert')?.pointer, '/tls/cert');
    assert.equal(fieldOf('request', 'duplicates')?.default, 'last');
  });

  it('know what an api has and a script has not', () => {
    assert.equal(fieldOf('script', 'header'), undefined);
    assert.deepEqual(fieldOf('wait', 'roles')?.options, ['viewer', 'operator', 'developer', 'admin']);
    // What undoes a component has no name and no output.
    assert.deepEqual([fieldOf('undo.api', 'name'), fieldOf('undo.api', 'outputName')], [undefined, undefined]);
    assert.deepEqual(
      [fieldOf('undo.api', 'url')?.kind, fieldOf('undo.script', 'url')?.kind],
      ['template', 'scriptName'],
    );
    assert.deepEqual([fieldOf('transform', 'url'), fieldOf('transform', 'expression')?.kind], [undefined, 'code']);
    assert.deepEqual([fieldOf('api', 'url')?.kind, fieldOf('script', 'url')?.kind], ['template', 'scriptName']);
  });

  it('that are new in the schema come last', () => {
    const schema = { properties: { name: { type: 'string' }, labels: { type: 'array', description: 'For search.' } } };
    assert.deepEqual(fieldTable('document', schema).at(-1), {
      section: 'other',
      fields: [{ pointer: '/labels', name: 'labels', kind: 'list', help: 'For search.', required: false }],
    });
  });

  it('of field rules are known by their type', () => {
    const table = fieldRuleTable();
    const types = ['int', 'bigint', 'float', 'string', 'bool', 'slice', 'object', 'file'];
    assert.deepEqual([...table.keys()], types);
    const names = table.get('string')?.map(({ name }) => name) ?? [];
    assert.ok(names.includes('messages.pattern'));
    const others = names.filter((name) => !name.startsWith('messages.'));
    assert.deepEqual(others, ['required', 'default', 'minLen', 'maxLen', 'enum', 'pattern', 'format']);
    assert.equal(table.get('object')?.at(-1)?.kind, 'fieldRules');
  });
});

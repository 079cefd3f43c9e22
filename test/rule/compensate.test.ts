import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';
import { compileRule } from '../../src/rule/compile.ts';
import type { JsonObject } from '../../src/json.ts';

const undo = { type: 'api', method: 'DELETE', url: 'http://a/{a.id}' };

function component(more: JsonObject = {}): JsonObject {
  return { name: 'a', type: 'api', method: 'POST', url: 'http://a', outputName: 'a', compensate: undo, ...more };
}

function found(rule: JsonObject): string[] {
  const { errors, warnings } = checkRule({ name: 'x', method: 'POST', rule });
  return [...errors, ...warnings].map(({ pointer, message }) => `${pointer}: ${message}`);
}

describe('compensate', () => {
  it('is a component of its own, named and keyed after the one that it undoes', () => {
    const { layers, undoes } = compileRule({ name: 'x', method: 'POST', rule: { components: [[component()]] } }, 'V1');
    const { undo: compiled } = layers[0]?.[0] ?? {};
    assert.deepEqual([compiled?.name, compiled?.key, undoes], ['a/undo', '1-a-undo', true]);
    assert.deepEqual(found({ components: [[component()]] }), []);
  });

  it('sees the whole context, later outputs and the error, and nothing else', () => {
    const url = 'http://a/{a.id}/{later}/{error.code}/{error.msg}/{nothing}';
    const later = { name: 'b', type: 'api', url: 'http://b', outputName: 'later' };
    assert.deepEqual(found({ components: [[component({ compensate: { ...undo, url } })], [later]] }), [
      '/components/0/0/compensate/url: {nothing}: nothing before it provides nothing',
    ]);
  });

  it('sees the element that it undoes, and what is inside its flow', () => {
    const inner = component({ compensate: { ...undo, url: 'http://a/{line.id}/{index}/{b}/{a}' } });
    const flow = {
      ...{ name: 'f', type: 'flow', foreach: '{request.body.lines}', as: 'line' },
      components: [[inner], [{ name: 'b', type: 'api', url: 'http://b', outputName: 'b' }]],
    };
    const request = { body: { lines: { type: 'slice' } } };
    assert.deepEqual(found({ request, components: [[flow as unknown as JsonObject]] }), []);
  });

  it('shares its layer with no component that has its key', () => {
    const other = { name: 'a-undo', type: 'api', url: 'http://b' };
    const [message = ''] = found({ components: [[component(), other]] });
    assert.match(message, /^\/components\/0\/1\/name: the compensation of "a" has the key of "a-undo"/);
    assert.deepEqual(found({ components: [[component()], [other]] }), []);
  });

  it('is an api, a script or a rule, without a name and an output', () => {
    const [wrong = ''] = found({ components: [[component({ compensate: { type: 'flow', components: [] } })]] });
    assert.match(wrong, /compensate\/type: must be one of api, rule, script/);
    const [named = ''] = found({ components: [[component({ compensate: { ...undo, outputName: 'b' } })]] });
    assert.match(named, /compensate\/outputName: the field outputName is unknown/);
  });

  it('may be tried again without a doubt', () => {
    assert.deepEqual(found({ components: [[component({ compensate: { ...undo, retryMaxCount: 5 } })]] }), []);
  });

  it('is missed where the rule says when it runs, and doubted where that says nothing', () => {
    const plain = component({ compensate: null });
    delete (plain as Record<string, unknown>).compensate;
    const rule = { suspend: true, onFailure: 'compensate', compensateHold: 1, recover: { then: 'compensate' } };
    const nothing = 'no component has compensate, so that there is nothing to undo';
    assert.deepEqual(
      found({ ...rule, components: [[plain]], response: { body: '{a}' } }),
      ['/onFailure', '/compensateHold', '/recover/then'].map((pointer) => `${pointer}: ${nothing}`),
    );
    assert.match(
      found({ onFailure: 'compensate', components: [[component()]] })[0] ?? '',
      /^\/onFailure: without suspend/,
    );
    assert.match(found({ components: [[component({ isCache: true })]] }).join(), /isCache: beside compensate/);
    const never = { suspend: true, recover: { auto: false, then: 'compensate' }, components: [[component()]] };
    assert.match(found(never)[0] ?? '', /^\/recover\/then: without automatic recoveries/);
  });
});

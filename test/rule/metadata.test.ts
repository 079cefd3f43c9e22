import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';
import { metadataOf } from '../../src/rule/metadata.ts';
import type { Metadata } from '../../src/rule/metadata.ts';
import { ruleOf } from './rules.ts';

const noted = (metadata: object, body: object = {}, given?: Metadata): Metadata =>
  metadataOf(ruleOf({ metadata }).metadata, { request: { body } }, given);

describe('metadata', () => {
  it('is texts, whatever the templates give; null is left out', () => {
    const templates = {
      a: '{request.body.a}',
      b: 'b {request.body.b}',
      c: 5,
      d: { $if: '{request.body.a} > 1', $then: 'x' },
    };
    assert.deepEqual(noted(templates, { a: 2, b: { e: [1] } }), { a: '2', b: 'b {"e":[1]}', c: '5', d: 'x' });
    assert.deepEqual(noted(templates, { a: 1, b: true }), { a: '1', b: 'b true', c: '5' });
    assert.deepEqual(noted({ a: '{request.body.a}' }), {});
  });

  it('of who begins the run wins over that of the rule', () => {
    assert.deepEqual(noted({ a: '1', b: '2' }, {}, { b: '3', c: '4' }), { a: '1', b: '3', c: '4' });
    assert.deepEqual(metadataOf(undefined, {}, { a: '1' }), { a: '1' });
  });

  it('of who begins the run has good names', () => {
    assert.throws(() => noted({ a: '1' }, {}, { 'a b': '1' }), {
      code: '000400',
      message: /the name "a b" of metadata is refused/,
    });
    assert.throws(() => noted({ a: '1' }, {}, { ['x'.repeat(65)]: '1' }), { code: '000400' });
  });

  it('a rule without any has none', () => {
    assert.equal(ruleOf({}).metadata, undefined);
    assert.equal(ruleOf({ metadata: {} }).metadata, undefined);
  });

  it('over 4 KiB, or of more than 20 names, is refused', () => {
    assert.equal(noted({ a: 'x'.repeat(4095) }).a?.length, 4095);
    assert.throws(() => noted({ a: 'x'.repeat(4096) }), /has 4097 bytes of names and values, at most 4096 are kept/);
    assert.throws(() => noted({ a: 'ä'.repeat(2048) }), { code: '000400' });
    const names = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, at) => [`n${from + at}`, '1']));
    assert.equal(Object.keys(noted(names(0, 15), {}, names(10, 20))).length, 20);
    assert.throws(() => noted(names(0, 15), {}, names(10, 21)), /has 21 names, at most 20 are kept/);
  });

  it('that reads what is not there when a run begins is warned of', () => {
    const components = [[{ name: 'a', type: 'api', url: 'http://a', method: 'POST', outputName: 'user' }]];
    const metadata = { a: '{user.id}', b: '{callback.pay}' };
    const { warnings } = checkRule({ name: 'r', method: 'POST', rule: { metadata, components } });
    assert.deepEqual(
      warnings.map(({ pointer }) => pointer).filter((pointer) => pointer.startsWith('/metadata')),
      ['/metadata/a', '/metadata/b'],
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';

function suggestions(component: object, response: object = {}): (string | undefined)[] {
  const api = { name: 'a', type: 'api', url: 'http://a/', ...component };
  const { warnings } = checkRule({ name: 'a', method: 'GET', rule: { components: [[api]], response } });
  return warnings.filter(({ message }) => message.includes('stays text')).map(({ suggestion }) => suggestion);
}

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

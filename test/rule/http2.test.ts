import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';

describe('http2 of a component', () => {
  it('is warned of beside a URL without TLS', () => {
    const warnings = (url: string): string[] => {
      const component = { name: 'a', type: 'api', url, http2: true, outputName: 'a' };
      const rule = { components: [[component]], response: { body: '{a}' } };
      return checkRule({ name: 'a', method: 'GET', rule }).warnings.map(
        ({ pointer, message }) => `${pointer} ${message}`,
      );
    };
    assert.deepEqual(warnings('HTTP://h/x'), [
      '/components/0/0/http2 HTTP/2 is agreed on in TLS: a call to an http:// URL speaks HTTP/1.1',
    ]);
    for (const url of ['https://h/x', '{var.SHOP}/x']) assert.deepEqual(warnings(url), []);
  });
});

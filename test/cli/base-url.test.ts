import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { baseUrl } from '../../src/cli/base-url.ts';

describe("the gateway's own base URL", () => {
  for (const [host, url] of [
    ['127.0.0.1', 'http://127.0.0.1:3000'],
    ['0.0.0.0', 'http://127.0.0.1:3000'],
    ['::', 'http://127.0.0.1:3000'],
    ['::1', 'http://[::1]:3000'],
    ['gateway.internal', 'http://gateway.internal:3000'],
  ] as const) {
    it(`is ${url} when it listens on ${host}`, () => {
      assert.equal(baseUrl(host, 3000), url);
    });
  }
});

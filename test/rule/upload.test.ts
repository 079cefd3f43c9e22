import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileRule } from '../../src/rule/compile.ts';

/** Whether a rule streams what it gets to an api with these fields. */
function isStreamed(fields: object): boolean {
  const api = { name: 'up', type: 'api', method: 'POST', url: 'http://h', dataType: 'raw', input: '{request.body}' };
  const rule = { request: { type: 'raw' }, components: [[{ ...api, ...fields }]], response: { from: 'up' } };
  return compileRule({ name: 'up', method: 'POST', rule }, 'V0').uploads;
}

describe('a raw body', () => {
  const aws4 = (service: string): object => ({
    auth: { aws4: { service, region: 'r', accessKeyId: 'k', secretAccessKey: 's' } },
  });

  it('is streamed where it is needed once', () => {
    for (const fields of [{}, { auth: ['token'] }, { auth: ['user', 'password'] }, aws4('s3')])
      assert.ok(isStreamed(fields), JSON.stringify(fields));
  });

  it('is kept where it may be needed again, or is signed', () => {
    const oauth2 = { tokenUrl: 'http://t', clientId: 'c', clientSecret: 's' };
    for (const fields of [
      { retryMaxCount: 1 },
      { redirects: 1 },
      { isCache: true },
      { auth: { oauth2 } },
      aws4('execute-api'),
      aws4('{var.SERVICE}'),
    ])
      assert.ok(!isStreamed(fields), JSON.stringify(fields));
  });
});

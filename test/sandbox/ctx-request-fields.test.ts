import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requestOptions } from '../../src/sandbox/realm/request-options.ts';

const options = (fields: object): unknown => JSON.parse(requestOptions({ url: 'http://a.example', ...fields }));

describe('the fields of ctx.request', () => {
  it('take "*" in header and query, and redirects', () => {
    const fields = { header: { '*': { 'x-a': '1' }, b: null }, query: { '*': { a: [1] }, b: null }, redirects: 10 };
    assert.deepEqual(options(fields), { url: 'http://a.example', ...fields });
  });

  it('take http2', () => assert.deepEqual(options({ http2: true }), { url: 'http://a.example', http2: true }));

  it('take all fields of an api that judge its answer, and the other names', () => {
    const judging = {
      ...{ method: 'POST', input: { a: 1 }, requestType: 'form', responseCondition: '{a} == 1', errorMsg: '{b}' },
      failure: [
        { when: '{$status} == 404', output: null },
        { when: 'true', code: 'X', msg: '{m}', status: 409, retry: false },
      ],
      ...{ retryMaxCount: 10, retryMaxWait: 0, retryBase: 0.01, retryOn: [429, 'timeout', 'connect', 'reset'] },
    };
    assert.deepEqual(options(judging), { url: 'http://a.example', ...judging });
    assert.deepEqual(options({ errMsg: '{b}' }), { url: 'http://a.example', errMsg: '{b}' });
  });

  it('take oauth2 and aws4 in auth', () => {
    for (const auth of [
      { oauth2: { tokenUrl: 'http://a', clientId: 'a', clientSecret: '{secret.A}', send: 'body' } },
      { aws4: { service: 's3', region: 'x', accessKeyId: 'a', secretAccessKey: '{secret.A}' } },
    ]) {
      assert.deepEqual(options({ auth }), { url: 'http://a.example', auth });
    }
  });

  for (const [fields, expected] of [
    [{ auth: { oauth: {} } }, /options\.auth\) must be .*\{oauth2\} or \{aws4\}/],
    [{ auth: { aws4: { service: 's3' } } }, /options\.auth\.aws4\.region\) must be a string/],
    [{ header: { '*': 'all' } }, /options\.header\.\*\) must be an object/],
    [{ query: { '*': ['all'] } }, /options\.query\.\*\) must be an object/],
    [{ query: 'a=1' }, /options\.query\) must be an object/],
    [{ body: 1, input: 1 }, /options\.input\) must be left out where body is given, got both/],
    [{ dataType: 'json', requestType: 'json' }, /options\.requestType\) must be left out where dataType is given/],
    [{ errMsg: 'a', errorMsg: 'a' }, /options\.errorMsg\) must be left out where errMsg is given/],
    [{ input: 'x' }, /options\.input\) must be an object with GET and HEAD/],
    [{ requestType: 'csv' }, /options\.requestType\) must be json/],
    [{ responseCondition: true }, /options\.responseCondition\) must be a string/],
    [{ failure: {} }, /options\.failure\) must be an array of at most 16 objects, got an object/],
    [{ failure: Array(17).fill({ when: 'true' }) }, /at most 16 objects, got one of 17/],
    [{ failure: [{}] }, /options\.failure\[0\]\.when\) must be a string, got nothing/],
    [{ failure: [{ when: '', body: 1 }] }, /options\.failure\[0\]\) must be an object with the fields when/],
    [{ failure: [{ when: '', code: '' }] }, /options\.failure\[0\]\.code\) must be a string of 1 to 64/],
    [{ failure: [{ when: '', status: 200 }] }, /options\.failure\[0\]\.status\) must be a status from 400 to 599/],
    [{ failure: [{ when: '', retry: 1 }] }, /options\.failure\[0\]\.retry\) must be true or false/],
    [{ retryMaxCount: 11 }, /options\.retryMaxCount\) must be a whole number from 0 to 10, got 11/],
    [{ retryMaxWait: -1 }, /options\.retryMaxWait\) must be a number of seconds/],
    [{ retryBase: 0 }, /options\.retryBase\) must be a number of seconds over 0/],
    [{ retryOn: 'reset' }, /options\.retryOn\) must be an array/],
    [{ retryOn: ['late'] }, /options\.retryOn\[0\]\) must be timeout, connect or reset/],
    [{ retryOn: [600] }, /options\.retryOn\[0\]\) must be a status from 100 to 599/],
    [{ redirects: 11 }, /options\.redirects\) must be a whole number from 0 to 10, got 11/],
    [{ http2: 'yes' }, /options\.http2\) must be true or false, got a string/],
    [{ redirects: '1' }, /options\.redirects\) must be a whole number from 0 to 10, got a string/],
  ] as const) {
    it(`refuse ${JSON.stringify(fields)}`, () => assert.throws(() => options(fields), expected));
  }
});

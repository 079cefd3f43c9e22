import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failure, get, testOutbound } from './outbound-under-test.ts';

describe('a call that cannot be sent', () => {
  const cases: [string, Parameters<typeof get>, RegExp][] = [
    ['has no URL', [''], /scheme and host/],
    ['has a relative URL', ['/path?key=s3cret'], /scheme and host/],
    ['has a malformed URL', ['http://s3cret:x:y/'], /malformed/],
    ['goes to a file', ['file:///etc/s3cret'], /scheme is file/],
    ['goes to ftp', ['ftp://host/s3cret'], /scheme is ftp/],
    ['is a data URL', ['data:,s3cret'], /scheme is data/],
    ['would make a tunnel', ['http://127.0.0.1:9/', { method: 'CONNECT' }], /CONNECT/],
    ['has a method with a blank', ['http://127.0.0.1:9/', { method: 'GET /x' }], /method/],
    ['has a header name with a blank', ['http://127.0.0.1:9/', { headers: { 'a b': 's3cret' } }], /"a b"/],
    [
      'has a line end in a header',
      ['http://127.0.0.1:9/', { headers: { a: 's3cret\r\nb: c' } }],
      /"a".*U\+000D at position 6/,
    ],
    ['has a line feed in a header', ['http://127.0.0.1:9/', { headers: { a: ['x', 's3cret\n'] } }], /"a".*U\+000A/],
    ['has a NUL in a header', ['http://127.0.0.1:9/', { headers: { a: '\0' } }], /U\+0000/],
    ['has a character beyond Latin-1 in a header', ['http://127.0.0.1:9/', { headers: { a: '€' } }], /U\+20AC/],
    [
      'sets the framing itself',
      ['http://127.0.0.1:9/', { headers: { 'Transfer-Encoding': 'chunked' } }],
      /Transfer-Encoding/,
    ],
    ['sets its own length', ['http://127.0.0.1:9/', { headers: { 'content-length': '3' } }], /content-length/],
    ['sets hop-by-hop headers', ['http://127.0.0.1:9/', { headers: { Connection: 'upgrade' } }], /Connection/],
    ['has two hosts', ['http://127.0.0.1:9/', { headers: { host: ['a', 'b'] } }], /host/],
    ['has wrong PEM', ['https://127.0.0.1:9/', { tls: { cert: 's3cret', key: 'x' } }], /tls/],
    ['has an authority that is no certificate', ['https://127.0.0.1:9/', { tls: { ca: 's3cret' } }], /ca/],
  ];
  for (const [what, call, says] of cases) {
    it(`${what}: 110007, not retryable`, async () => {
      const error = await failure(testOutbound().send(get(...call)));
      assert.deepEqual([error.code, error.retryable], ['110007', false], error.message);
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /s3cret/);
    });
  }
});

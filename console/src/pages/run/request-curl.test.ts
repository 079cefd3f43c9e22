import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { requestCurl } from './request-curl.ts';

const URL_ = 'http://127.0.0.1:3000';
const json = { 'content-type': 'application/json' };

/** The words that a shell makes of the text, with `curl` replaced by what prints its arguments. */
function shellWords(text: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${text}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('a logged request as curl', () => {
  it('is sent as it came, without what curl sets itself', () => {
    const header = { host: 'a', 'content-length': '23', 'user-agent': 'x', 'x-shop': '7', ...json };
    const request = { method: 'POST', path: '/ps/a', query: { x: ['1', '2'] }, header, body: { phone: "it's $HOME" } };
    assert.deepEqual(shellWords(requestCurl(request, URL_)), [
      `${URL_}/ps/a?x=1&x=2`,
      '-H',
      'x-shop: 7',
      '-H',
      'Content-Type: application/json',
      '--data-raw',
      '{"phone":"it\'s $HOME"}',
    ]);
  });

  it('leaves out what is masked, and says so in a comment that a shell passes over', () => {
    const header = { authorization: '***', 'x-key': 'k ***KEY***', ...json };
    const body = { card: { number: '***CARD***', holder: 'Grace' }, list: ['a', '***'] };
    const text = requestCurl({ method: 'POST', path: '/ps/a', header, body }, URL_);
    assert.deepEqual(
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(': ')[1]),
      ['header.authorization', 'header.x-key', 'body.card.number', 'body.list[1]'],
    );
    assert.ok(!text.includes('***'));
    assert.equal(shellWords(text).at(-1), '{"card":{"holder":"Grace"},"list":["a"]}');
  });

  it('is sent as its content type says; bytes are in no log', () => {
    const line = (type: string, body: unknown) => requestCurl({ method: 'POST', path: '/ps/a', header: { 'content-type': type }, body }, URL_); // prettier-ignore
    assert.deepEqual(shellWords(line('application/yaml', { a: 1 })).slice(-2), ['--data-raw', '{"a":1}']);
    const file = { filename: 'a.png', contentType: 'image/png', size: 3, base64: 'AAAA' };
    const multipart = shellWords(line('multipart/form-data; boundary=b', { a: '1', f: file }));
    assert.deepEqual(multipart.slice(1), ['--form-string', 'a=1', '-F', 'f=@a.png;type=image/png']);
    assert.deepEqual(line('image/png', { size: 3, contentType: 'image/png' }).split('\n'), [
      '# the log has not the bytes of the body: put them into file',
      `curl ${URL_}/ps/a -H 'Content-Type: image/png' --data-binary @file`,
    ]);
    assert.ok(!line('image/png', { size: 0, contentType: null }).includes('@file'));
  });

  it('runs again: without the key of the kept answer, and without the trace that was', () => {
    const header = { 'idempotency-key': 'k1', traceparent: '00-1-2-01' };
    const text = requestCurl({ method: 'GET', path: '/ps/a', header }, URL_);
    assert.deepEqual(text.split('\n'), [
      '# left out, so that it runs again: header.idempotency-key',
      `curl ${URL_}/ps/a`,
    ]);
  });

  it('lets no name break out of its comment or its quotes', () => {
    const body = { 'a\nrm -rf /': '***', "b'; echo x #": '`id`' };
    const text = requestCurl({ method: 'POST', path: '/ps/a', header: json, body }, URL_);
    assert.equal(text.split('\n').length, 2);
    assert.equal(shellWords(text).at(-1), '{"b\'; echo x #":"`id`"}');
  });

  it('sends forms as forms, texts as texts, and no body with GET', () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const last = (header: object, body: unknown, method = 'POST') =>
      shellWords(requestCurl({ method, path: '/ps/a', header: { ...header }, body }, URL_)).at(-1);
    assert.equal(last(form, { a: '1 2', b: ['x', 'y'] }), 'a=1%202&b=x&b=y');
    assert.equal(last({ 'content-type': 'text/plain' }, '@file'), '@file');
    assert.equal(last({}, null, 'GET'), `${URL_}/ps/a`);
  });

  it('keeps the escapes of a path, and escapes what is none', () => {
    const lastOf = (path: string) => shellWords(requestCurl({ method: 'GET', path }, URL_)).at(-1);
    assert.equal(lastOf('/ps/a%20b/c'), `${URL_}/ps/a%20b/c`);
    assert.equal(lastOf('/ps/ä b?'), `${URL_}/ps/%C3%A4%20b%3F`);
  });
});

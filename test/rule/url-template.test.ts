import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFindings } from '../../src/rule/findings.ts';
import { compileUrl } from '../../src/rule/url-template.ts';
import { url } from './rules.ts';

const scope = {
  id: 'a/b?c#d e',
  up: '..',
  dot: '.',
  dots: '...',
  q: 'x&y=z+ü',
  list: [1, 'a'],
  half: '\ud800',
  none: null,
  host: '127.0.0.1:8080',
  six: '[::1]:80',
  evil: 'evil.example/?x=@',
  full: 'http://u.example/a?b=c',
  var: { SELF: 'http://127.0.0.1:3000', BASE: 'http://h.example/api?k=v', PART: 'a/b' },
};

const cases: readonly (readonly [string, string, string])[] = [
  ['text after scheme and host is one path segment', 'http://h/x/{id}/y', 'http://h/x/a%2Fb%3Fc%23d%20e/y'],
  ['.. is encoded', 'http://h/x/{up}/y', 'http://h/x/%2E%2E/y'],
  ['. is encoded', 'http://h/x/{dot}', 'http://h/x/%2E'],
  ['so are dots that only together are ..', 'http://h/{dot}{dot}/y', 'http://h/%2E%2E/y'],
  ['and more of them', 'http://h/{dots}', 'http://h/%2E%2E%2E'],
  ['a query value is encoded', 'http://h/?a={q}&b=1', 'http://h/?a=x%26y%3Dz%2B%C3%BC&b=1'],
  ['arrays are JSON, encoded', 'http://h/?a={list}', 'http://h/?a=%5B1%2C%22a%22%5D'],
  ['null is nothing', 'http://h/{none}/x', 'http://h//x'],
  ['half a surrogate pair does not break it', 'http://h/{half}', 'http://h/%EF%BF%BD'],
  ['a host may come with a port', 'http://{host}/x', 'http://127.0.0.1:8080/x'],
  ['a host may be an IPv6 address', 'http://{six}/x', 'http://[::1]:80/x'],
  ['a host cannot bring a path or a user', 'http://{evil}/x', 'http://evil.example%2F%3Fx%3D%40/x'],
  ['a url that is one placeholder is taken as it is', '{full}', 'http://u.example/a?b=c'],
  ['every {var.…} is taken as it is', '{var.SELF}/x/{id}', 'http://127.0.0.1:3000/x/a%2Fb%3Fc%23d%20e'],
  ['in the middle, too', 'http://h/{var.PART}/{id}', 'http://h/a/b/a%2Fb%3Fc%23d%20e'],
  ['after a variable with a query', '{var.BASE}&id={q}', 'http://h.example/api?k=v&id=x%26y%3Dz%2B%C3%BC'],
  ['a base that comes first is taken as it is', '{full}/{id}', 'http://u.example/a?b=c/a%2Fb%3Fc%23d%20e'],
  ['\\{name} is a literal', 'http://h/\\{id}', 'http://h/{id}'],
];

describe('a URL', () => {
  for (const [name, template, expected] of cases) it(name, () => assert.equal(url(template, scope), expected));

  const wrong: readonly (readonly [string, RegExp])[] = [
    ['users/1', /must begin with http:\/\/, https:\/\/ or a placeholder/],
    ['ftp://h/x', /must begin with http/],
    ['//h/x', /must begin with http/],
    ['http://', /is no valid URL/],
    ['http://h:x/', /is no valid URL/],
    ['http://h/a b', /cannot hold " "; percent-encode it/],
    ['http://h/a\n', /cannot hold "\\n"/],
    ['http://h\\x', /cannot hold "\\\\"/],
    ['http://h/{a..b}', /is no placeholder/],
  ];
  for (const [template, message] of wrong) {
    it(`refuses ${JSON.stringify(template)} when it is saved`, () => {
      const findings = createFindings();
      compileUrl(template, '/url', findings);
      assert.match(findings.errors[0]?.message ?? '', message);
    });
  }

  for (const template of ['HTTPS://h', 'http://h:{port}/', 'http://{a}.example.com/', '{a}://{b}', 'http://h/?{k}=1']) {
    it(`takes ${template}`, () => {
      const findings = createFindings();
      compileUrl(template, '/url', findings);
      assert.deepEqual(findings.errors, []);
    });
  }
});

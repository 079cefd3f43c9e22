import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { createDiagnostics } from '../../src/rule/diagnostics.ts';
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
  empty: '',
  no: false,
  zero: 0,
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
  ['a list in a query is JSON', 'http://h/x?a={list}', 'http://h/x?a=%5B1%2C%22a%22%5D'],
  ['a parameter whose value is null is left out', 'http://h/x?a={none}&b=1', 'http://h/x?b=1'],
  ['so is the last', 'http://h/x?a=1&b={none}', 'http://h/x?a=1'],
  ['and one between others', 'http://h/x?a=1&b={missing}&c=2', 'http://h/x?a=1&c=2'],
  ['and the only one', 'http://h/x?a={none}', 'http://h/x'],
  ['and all of them', 'http://h/x?a={none}&b={none}#f', 'http://h/x#f'],
  ['and one behind a base with a query', '{var.BASE}&id={none}', 'http://h.example/api?k=v'],
  [
    'a parameter of more than the null stays',
    'http://h/x?a=v{none}&b={none}w&c={none}{q}',
    'http://h/x?a=v&b=w&c=x%26y%3Dz%2B%C3%BC',
  ],
  ['an empty text in a query stays', 'http://h/x?a={empty}&b=1', 'http://h/x?a=&b=1'],
  ['an = within a value is no name', 'http://h/x?a=b=c={none}', 'http://h/x?a=b=c='],
  ['null in a fragment is nothing', 'http://h/x#a={none}', 'http://h/x#a='],
  ['false and 0 are values', 'http://h/{no}/{zero}', 'http://h/false/0'],
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

  const lacking: readonly (readonly [string, string])[] = [
    ['http://h/users/{none}', '{none} is null'],
    ['http://h/users/{f.id}', '{f.id} is null'],
    ['http://h/users/{empty}/cart', '{empty} is ""'],
    ['http://h/users/{id}-{none}', '{none} is null'],
    ['http://h/users/{list}', '{list} is a list'],
    ['http://h/users/{six.x}{var}', '{six.x} is null'],
    ['http://h/users/{var}', '{var} is an object'],
    ['http://{none}.example.com/x', '{none} is null'],
    ['http://h:{empty}/x', '{empty} is ""'],
    ['{var.NOPE}/users', '{var.NOPE} is null'],
    ['http://h/{var.NOPE}/users', '{var.NOPE} is null'],
    ['{none}', '{none} is null'],
    ['{list}', '{list} is a list'],
    ['{var.SELF}/users/{none}?a={none}', '{none} is null'],
    ['http://h/x&a={none}', '{none} is null'],
  ];
  for (const [template, found] of lacking) {
    it(`fails ${template} before anything is sent where ${found}`, () => {
      assert.throws(
        () => url(template, scope),
        (error) =>
          error instanceof StepgateError &&
          error.code === '110004' &&
          error.message.startsWith(
            `the url ${template} is not called: ${found}, and what stands before a query must be`,
          ),
      );
    });
  }

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
      const diagnostics = createDiagnostics();
      compileUrl(template, '/url', diagnostics);
      assert.match(diagnostics.errors[0]?.message ?? '', message);
    });
  }

  for (const template of ['HTTPS://h', 'http://h:{port}/', 'http://{a}.example.com/', '{a}://{b}', 'http://h/?{k}=1']) {
    it(`takes ${template}`, () => {
      const diagnostics = createDiagnostics();
      compileUrl(template, '/url', diagnostics);
      assert.deepEqual(diagnostics.errors, []);
    });
  }
});

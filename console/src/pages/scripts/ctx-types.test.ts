import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ctxCompletion, ctxMemberAt } from './ctx-completion.ts';
import { readCtxTypes } from './ctx-types.ts';

const types = readCtxTypes(readFileSync(new URL('../../../../ctx.d.ts', import.meta.url), 'utf8'));

const PLAIN = 'function handler(ctx, input) {\n  ';
const ASYNC = 'async function handler(ctx, input) {\n  ';

const namesAt = (before: string): string[] | undefined => ctxCompletion(before, types)?.members.map(({ name }) => name);

describe('the types of ctx.d.ts', () => {
  it('hold every interface, with what it inherits', () => {
    const names = types.get('PlainCtx')?.map(({ name }) => name);
    assert.deepEqual(names, [
      ...[
        'log',
        'data',
        'logId',
        'trx',
        'uuid',
        'progress',
        'suspend',
        'break',
        'response',
        'base64',
        'hash',
        'hmac',
        'aes',
        'rsa',
        'jwt',
      ],
      ...['request', 'step', 'sleep'],
    ]);
    assert.deepEqual(new Set(names), new Set(types.get('AsyncCtx')?.map(({ name }) => name)));
  });

  it('hold signatures, overloads and documentation', () => {
    const member = (name: string) => types.get('PlainCtx')?.find((one) => one.name === name);
    assert.deepEqual(member('suspend')?.signatures, [
      'suspend(reason: string): never',
      'suspend(code: string, reason: string): never',
    ]);
    assert.match(member('suspend')?.doc ?? '', /^Stops and keeps the run/);
    assert.equal(member('request')?.signatures.length, 2);
    assert.equal(member('hash')?.isMethod, true);
    assert.equal(member('aes')?.isMethod, false);
    assert.deepEqual(
      member('log')?.members.map(({ signatures, isMethod }) => [signatures[0], isMethod]),
      ['debug', 'info', 'warn', 'error'].map((name) => [`${name}(...args: unknown[]): void`, true]),
    );
    assert.equal(
      types.get('RequestOptions')?.find(({ name }) => name === 'timeout')?.signatures[0],
      'timeout?: number',
    );
  });
});

describe('completion in a script', () => {
  it('offers the members of ctx, and of what is in it', () => {
    assert.ok(namesAt(`${PLAIN}ctx.`)?.includes('request'));
    assert.deepEqual(namesAt(`${PLAIN}ctx.data.`), ['store', 'load']);
    assert.deepEqual(namesAt(`${PLAIN}ctx.data.st`), ['store', 'load']);
    assert.equal(ctxCompletion(`${PLAIN}ctx.data.st`, types)?.from, `${PLAIN}ctx.data.`.length);
  });

  it('offers nothing elsewhere', () => {
    for (const text of ['input.', 'ctx.nothing.', 'other.ctx.', 'ctxt.', '']) {
      assert.equal(namesAt(`${PLAIN}${text}`), undefined, text);
    }
  });

  it('follows the name that the handler gives it, and whether it is async', () => {
    assert.ok(namesAt('const handler = async (c, input) => { c.')?.includes('step'));
    const sleep = (before: string) =>
      ctxCompletion(`${before}ctx.`, types)?.members.find(({ name }) => name === 'sleep')?.signatures;
    assert.deepEqual(sleep(PLAIN), ['sleep(ms: number): void']);
    assert.deepEqual(sleep(ASYNC), ['sleep(ms: number): Promise<void>']);
  });

  it('offers the options of ctx.request', () => {
    assert.ok(namesAt(`${PLAIN}ctx.request({ `)?.includes('timeout'));
    assert.ok(namesAt(`${PLAIN}ctx.request({ url: 'http://a', header: { a: 'b' }, ti`)?.includes('timeout'));
    assert.equal(namesAt(`${PLAIN}ctx.request({ url: `), undefined);
  });
});

describe('the explanation of a word', () => {
  const at = (marked: string) => {
    const offset = marked.indexOf('|');
    return ctxMemberAt(marked.replace('|', ''), offset, types);
  };

  it('is that of the member of ctx that it names', () => {
    assert.deepEqual(at(`${PLAIN}ctx.data.lo|ad('a')`)?.signatures, ['load(key: string): any']);
    assert.equal(at(`${PLAIN}ctx.da|ta.load('a')`)?.name, 'data');
    const { from, to } = at('ctx.uu|id()') ?? {};
    assert.deepEqual([from, to], [4, 8]);
  });

  it('is none for other words', () => {
    assert.equal(at('in|put.data'), undefined);
    assert.equal(at('ctx.noth|ing'), undefined);
  });
});

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { checkedOf, examplesOf } from './example.ts';
import type { Example, Message, Step } from './example.ts';
import { assertShown } from './matches.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

/** Tests that a document's examples do what they show. */
export async function describeDocument(file: string): Promise<void> {
  const markdown = await readFile(join(import.meta.dirname, '../..', file), 'utf8');
  describe(file, () => describeExamples(markdown));
}

/** Secrets that the examples name. */
function secrets(): Record<string, string> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    SHOP_TOKEN: 'token-of-the-shop',
    SEAL_KEY: Buffer.alloc(32, 1).toString('base64'),
    SIGN_PUBLIC: publicKey,
    SIGN_PRIVATE: privateKey,
  };
}

function describeExamples(markdown: string): void {
  let gateway: Gateway;
  let shop: Shop;
  before(async () => {
    shop = await startShop();
    gateway = await startGateway({ env: { STEPGATE_VAR_SHOP: shop.url } });
    for (const [name, content] of Object.entries(secrets())) {
      const secret = await gateway.api('POST', 'secret', { name, content });
      assert.equal(secret.status, 201, secret.text);
    }
  });
  after(async () => {
    await gateway.stop();
    await shop.close();
  });

  it('has examples, each with a request and its answer', () => {
    const kinds = examplesOf(markdown).map(({ steps }) => new Set(steps.map(({ kind }) => kind)));
    assert.ok(kinds.length > 10);
    assert.ok(kinds.every((kind) => kind.has('request') && kind.has('answer')));
  });

  for (const example of examplesOf(markdown)) {
    it(`shows what ${example.rule.method} ${example.rule.name} does (line ${example.line})`, () => play(example));
  }

  for (const { line, document, diagnostics } of checkedOf(markdown)) {
    it(`shows what is found in a rule (line ${line})`, async () => {
      const { warnings } = checkRule(document);
      const { body } = await gateway.api<{ errors: unknown[] }>('POST', 'rule/check', document);
      assert.deepEqual([...body.data.errors, ...warnings], diagnostics);
    });
  }

  async function play({ rule, steps }: Example): Promise<void> {
    const warnings = steps.flatMap((step) => (step.kind === 'warnings' ? step.warnings : []));
    const checked = checkRule(rule);
    assert.deepEqual([checked.errors, checked.warnings], [[], warnings]);
    shop.answers([]);
    for (const step of steps) if (step.kind === 'script') await save(step);
    await gateway.rule(rule.name, rule.method, rule.rule);
    let reply: Reply | undefined;
    let trx = '';
    for (const step of steps) {
      if (step.kind === 'upstream') shop.answers(step.answers);
      else if (step.kind === 'request') {
        shop.takeCalls();
        reply = await send(step.message, trx);
        trx = reply.headers.get('trx') ?? '';
      } else if (step.kind === 'answer') assertAnswer(reply, step.message, trx);
      else if (step.kind === 'calls') assertCalls(shop.takeCalls(), step.calls, trx);
    }
  }

  async function save({ name, language, source }: Extract<Step, { kind: 'script' }>): Promise<void> {
    const saved = await gateway.api('POST', 'script', { name, language, script: source, activate: true });
    assert.equal(saved.status, 201, saved.text);
  }

  function send({ line, headers, body }: Message, trx: string): Promise<Reply> {
    const [method = '', path = ''] = line.split(' ');
    const sent = body === '' ? undefined : body.replaceAll('TRX…', trx);
    if (!path.startsWith('/api/v1/'))
      return request(method, gateway.url + path.replaceAll('TRX…', trx), sent, headers);
    const given = method === 'GET' ? undefined : (JSON.parse(sent ?? '{}') as unknown);
    return gateway.api(method, path.slice('/api/v1/'.length), given);
  }
}

function assertAnswer(reply: Reply | undefined, { line, headers, body }: Message, trx: string): void {
  assert.ok(reply, 'an answer is shown without a request');
  assert.equal(String(reply.status), line, reply.text);
  for (const [name, value] of Object.entries(headers)) {
    assertShown(reply.headers.get(name) ?? '(none)', value, trx, `header ${name}`);
  }
  assertShown(reply.text, body, trx, 'the body');
}

/** Calls of one layer come in any order. */
function assertCalls(made: readonly Message[], shown: readonly Message[], trx: string): void {
  const sorted = (calls: readonly Message[]): Message[] => calls.toSorted((a, b) => (a.line < b.line ? -1 : 1));
  const [actual, expected] = [sorted(made), sorted(shown)];
  assert.deepEqual(
    actual.map(({ line }) => line),
    expected.map(({ line }) => line),
  );
  for (const [index, { line, headers, body }] of expected.entries()) {
    for (const [name, value] of Object.entries(headers)) {
      assertShown(actual[index]?.headers[name] ?? '(none)', value, trx, `header ${name} of ${line}`);
    }
    assertShown(actual[index]?.body ?? '', body, trx, `the body of ${line}`);
  }
}

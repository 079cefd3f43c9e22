import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { AsyncCtx, AsyncHandler, CommonCtx, CtxError, PlainCtx, PlainHandler, Response } from '../../ctx.d.ts';
import { openSandbox } from './open-sandbox.ts';

const { value } = openSandbox();

/** Every member that the types know, so that the compiler finds one that is missing or too many here. */
type Members<T> = { readonly [K in keyof T]: T[K] extends (...args: never[]) => unknown ? true : Members<T[K]> };

const LOG = { debug: true, info: true, warn: true, error: true } as const;
const COMMON: Members<CommonCtx> = {
  log: LOG,
  data: { store: true, load: true },
  ...{ logId: true, trx: true, uuid: true, suspend: true, break: true, response: true, progress: true },
  ...{ hash: true, hmac: true },
  base64: { encode: true, decode: true },
  aes: {
    ...{ encodeToBase64: true, decodeFromBase64: true, encodeToHex: true, decodeFromHex: true },
    ...{ encrypt: true, decrypt: true },
  },
  rsa: {
    ...{ encodeToBase64: true, decodeFromBase64: true, encodeToHex: true, decodeFromHex: true },
    ...{ sign: true, verify: true },
  },
  jwt: { sign: true, verify: true, decode: true },
};
const PLAIN: Members<PlainCtx> = { ...COMMON, request: true, step: true, sleep: true };
const ASYNC: Members<AsyncCtx> = { ...COMMON, request: true, step: true, sleep: true };

const SHAPE = `const shape = (o) => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, typeof v === 'function' ? true : shape(v)]));`;

it('ctx.d.ts has exactly the members that ctx has, in both kinds of handlers', async () => {
  assert.deepEqual(await value(`${SHAPE} function handler(ctx) { return shape(ctx) }`), PLAIN);
  assert.deepEqual(await value(`${SHAPE} async function handler(ctx) { return shape(ctx) }`), ASYNC);
});

it('an error of ctx has exactly the members that its type has', async () => {
  const members: Record<Exclude<keyof CtxError, 'stack' | 'cause'>, string> = {
    ...{ name: 'string', message: 'string', code: 'string', status: 'undefined', retryable: 'boolean' },
  };
  const source = `function handler(ctx) { try { ctx.hash() } catch (e) {
    return Object.fromEntries(${JSON.stringify(Object.keys(members))}.map((k) => [k, k in e ? typeof e[k] : 'missing'])) } }`;
  assert.deepEqual(await value(source), members);
});

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(is: Same<A, B>): void {
  assert.equal(is, true);
}

interface User {
  readonly id: number;
}

/** Never run: the compiler is the test. */
const plain: PlainHandler<{ id: number }> = (ctx, input) => {
  const user = ctx.request<User>({ url: 'http://a', method: 'get', header: { a: 1, b: ['x'] }, auth: ['t'] });
  same<typeof user, User>(true);
  ctx.sleep(user.id);
  const full = ctx.request<User>({ url: 'http://a', onlyData: false, tls: { ca: 'CA' } });
  same<typeof full, Response<User>>(true);
  const step = ctx.step('a', () => ({ id: input.id }));
  same<typeof step, { id: number }>(true);
  ctx.sleep(step.id);
  ctx.sleep(1);
  // @ts-expect-error -- a name is missing
  ctx.step(() => 1);
  // @ts-expect-error -- no such algorithm
  ctx.hash('md4', 'x');
  const claims = ctx.jwt.verify<User>('K', ctx.jwt.sign('K', { id: 1 }, { algorithm: 'HS256', expiresIn: 5 }));
  same<typeof claims, User>(true);
  ctx.sleep(claims.id);
  // @ts-expect-error -- no algorithm
  ctx.jwt.sign('K', {}, { algorithm: 'none' });
  // @ts-expect-error -- a field that does not exist
  ctx.request({ url: 'http://a', headers: {} });
  // @ts-expect-error -- url is missing
  ctx.request({ method: 'GET' });
  // @ts-expect-error -- no JSON
  ctx.data.store('a', () => 1);
  // @ts-expect-error -- a number is not a code
  ctx.suspend(1, 'why');
  // @ts-expect-error -- a promise is no value of a plain step
  ctx.step('a', () => Promise.resolve(1));
  return full.cookies.session ?? ctx.rsa.encodeToHex('S', 'x', { padding: 'oaep' });
};

const asynchronous: AsyncHandler = async (ctx) => {
  const user = await ctx.request<User>({ url: 'http://a', dataType: 'form', timeout: 0.5 });
  same<typeof user, User>(true);
  const pending = ctx.request<User>({ url: 'http://a', onlyData: false });
  same<typeof pending, Promise<Response<User>>>(true);
  const step = ctx.step('a', async () => (await pending).data.id);
  same<typeof step, Promise<number>>(true);
  await ctx.sleep(1);
  same<ReturnType<typeof ctx.hash>, string>(true);
  same<ReturnType<typeof ctx.suspend>, never>(true);
  if (user.id === 1) ctx.break('why', { code: '1', status: 400 });
  return (await step) + 1;
};

it('its types are the ones that scripts need', () => {
  assert.equal(typeof plain, typeof asynchronous);
});

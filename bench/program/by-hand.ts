import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

/**
 * What the rules of the benchmark do, as one would write it by hand: `node bench/program/by-hand.ts UPSTREAM STYLE`,
 * prints its URL. Same checks, same calls, same answers; nothing else that the gateway does. The style is how undici is
 * called: `request`, or `dispatch`, its fastest form.
 */
const [, , origin = '', style = 'request'] = process.argv;
const upstream = new Pool(origin, { connections: 4096 });
const TIMEOUT_MS = 30_000;

interface Person {
  readonly phone: string;
  readonly name: string;
  readonly email?: string;
}

interface User {
  readonly id: string;
  readonly name: string;
}

const schema = {
  body: {
    type: 'object',
    required: ['phone', 'name'],
    properties: {
      phone: { type: 'string', pattern: '^\\+?[0-9]{6,15}$' },
      name: { type: 'string', minLength: 1, maxLength: 60 },
      email: { type: 'string', format: 'email' },
    },
  },
};

type Post = <T>(path: string, input: unknown, signal: AbortSignal) => Promise<T>;

const optionsOf = (path: string, input: unknown): Dispatcher.DispatchOptions => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(input),
});

const byRequest: Post = async <T>(path: string, input: unknown, signal: AbortSignal): Promise<T> => {
  const answer = await upstream.request({ ...optionsOf(path, input), signal });
  if (answer.statusCode >= 400) throw new Error(`${path} answered ${answer.statusCode}`);
  return (await answer.body.json()) as T;
};

/** The time that it may take is that of head and body, in place of a signal. */
const byDispatch: Post = <T>(path: string, input: unknown): Promise<T> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    upstream.dispatch(
      { ...optionsOf(path, input), headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS },
      {
        onRequestStart: () => undefined,
        onResponseStart(_controller, status) {
          if (status >= 400) throw new Error(`${path} answered ${status}`);
        },
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd() {
          const [only = Buffer.alloc(0), ...more] = chunks;
          const whole = more.length === 0 ? only : Buffer.concat(chunks);
          try {
            resolve(JSON.parse(whole.toString()) as T);
          } catch (error) {
            reject(new Error(`${path} answered no JSON`, { cause: error }));
          }
        },
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });

const post = style === 'dispatch' ? byDispatch : byRequest;

async function register({ phone, name, email = null }: Omit<Person, 'email'> & { email?: string | null }) {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const user = await post<{ code: number; data: User }>('/ps/demo/user/register', { phone, name, email }, signal);
  if (user.code !== 200) throw new Error('the user service refused');
  const [coupon, sms] = await Promise.all([
    post<{ data: { code: string } }>('/ps/demo/coupon/grant', { user_id: user.data.id }, signal),
    post<{ data: { id: string } }>('/ps/demo/sms/send', { phone, text: `Welcome, ${user.data.name}!` }, signal),
  ]);
  return { user: user.data, coupon: coupon.data, sms: sms.data };
}

const newTrx = (): string => `TRX${randomUUID().replaceAll('-', '').toUpperCase()}`;

const app = fastify({ bodyLimit: 16 * 2 ** 20 });

app.post<{ Body: Person }>('/ps/register', { schema }, async (request, reply) => {
  const { user, coupon, sms } = await register(request.body);
  const trx = newTrx();
  void reply.header('trx', trx);
  return { code: 200, msg: 'success', data: { user: user.id, coupon: coupon.code, sms: sms.id }, trx };
});

app.post<{ Body: Person }>('/ps/script', { schema }, async (request, reply) => {
  const { user, coupon, sms } = await register(request.body);
  const trx = newTrx();
  void reply.header('trx', trx);
  const data = { user: user.id, coupon: coupon.code, sms: sms.id, text: `Welcome, ${user.name}!` };
  return { code: 200, msg: 'success', data, trx };
});

/** So many calls side by side in each of so many layers, all outputs in the answer. */
app.post<{ Params: { layers: string; components: string } }>(
  '/ps/calls/:layers/:components',
  async (request, reply) => {
    const [layers, components] = [Number(request.params.layers), Number(request.params.components)];
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const outputs: Record<string, unknown> = {};
    for (let layer = 0; layer < layers; layer++)
      await Promise.all(
        Array.from({ length: components }, async (_, index) => {
          outputs[`c${layer * components + index}`] = await post('/ps/demo/user/register', request.body, signal);
        }),
      );
    void reply.header('trx', newTrx());
    return outputs;
  },
);

app.post('/ps/echo', async (request, reply) => {
  void reply.header('trx', newTrx());
  return post('/echo', request.body, AbortSignal.timeout(TIMEOUT_MS));
});

process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);

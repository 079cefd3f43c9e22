import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import { Pool } from 'undici';

/**
 * What `rules/register.json` does, as one would write it by hand: `node bench/by-hand.ts UPSTREAM`, prints its URL.
 * Same checks, same three calls, same answer; nothing else that the gateway does.
 */
const upstream = new Pool(process.argv[2] ?? '', { connections: 256 });

interface Body {
  readonly phone: string;
  readonly name: string;
  readonly email?: string;
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

async function post<T>(path: string, input: object, signal: AbortSignal): Promise<T> {
  const answer = await upstream.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
    signal,
  });
  if (answer.statusCode >= 400) throw new Error(`${path} answered ${answer.statusCode}`);
  return (await answer.body.json()) as T;
}

const app = fastify();
app.post<{ Body: Body }>('/ps/api/v1/register', { schema }, async (request, reply) => {
  const { phone, name, email = null } = request.body;
  const signal = AbortSignal.timeout(30_000);
  const user = await post<{ code: number; data: { id: string; name: string } }>(
    '/ps/demo/user/register',
    { phone, name, email },
    signal,
  );
  if (user.code !== 200) throw new Error('the user service refused');
  const [coupon, sms] = await Promise.all([
    post<{ data: { code: string } }>('/ps/demo/coupon/grant', { user_id: user.data.id }, signal),
    post<{ data: { id: string } }>('/ps/demo/sms/send', { phone, text: `Welcome, ${user.data.name}!` }, signal),
  ]);
  const trx = `TRX${randomUUID().replaceAll('-', '').toUpperCase()}`;
  void reply.header('trx', trx);
  const data = { user: user.data.id, coupon: coupon.data.code, sms: sms.data.id };
  return { code: 200, msg: 'success', data, trx };
});

process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);

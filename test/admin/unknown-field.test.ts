import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
interface Schema {
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

describe('what a call of the admin API does not know', () => {
  let server: TestServer;
  let calls: { readonly method: string; readonly path: string; readonly operation: Operation }[];
  before(async () => {
    server = await startServer();
    const document = (await server.api('GET', 'openapi.json')).body as unknown as { paths: Paths };
    calls = Object.entries(document.paths).flatMap(([url, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...{ method: method.toUpperCase(), operation },
        path: url.replace(/^\/api\/v1\//, ''),
      })),
    );
    assert.ok(calls.length > 30);
  });
  after(() => server.close());

  it('is refused as a parameter, with the nearest one that there is, on every call', async () => {
    for (const { path, operation } of calls.filter(({ method }) => method === 'GET')) {
      const known = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
      const [first = 'x'] = known;
      const { status, body } = await server.api('GET', `${path}?${first}z=1`);
      assert.equal(status, 400, path);
      const error = body.errors?.find((one) => one.path === `request.query.${first}z`);
      const hint = known.length === 0 ? 'there are none' : 'the nearest is ';
      assert.ok(error?.message.startsWith(`is no parameter of this call; ${hint}`), `${path} ${JSON.stringify(body)}`);
    }
    const { body } = await server.api('GET', 'suspend/page?statuz=success');
    assert.match(body.msg, /request\.query\.statuz is no parameter of this call; the nearest is status$/);
    const both = await server.api('POST', 'run/cancel?force=true', { trx: 'TRX0', reason: 'x' });
    assert.match(both.body.msg, /request\.query\.force is no parameter of this call; there are none$/);
  });

  it('is refused as a field of a body; who still sends operator and operator_id is not', async () => {
    for (const { method, path, operation } of calls.filter(({ method: one }) => one !== 'GET')) {
      const fields = operation.requestBody?.content['application/json']?.schema.properties ?? {};
      const known = Object.entries(fields).filter(([, { description }]) => description !== 'ignored');
      const [first = 'x'] = known.map(([name]) => name);
      const given = { [`${first}z`]: 1, operator: 'somebody', operator_id: 5 };
      const { status, body } = await server.api(method, path, given);
      assert.equal(status, 400, path);
      const errors = (body.errors ?? []).filter((one) => one.message.includes('field of this call'));
      assert.deepEqual(
        errors.map((one) => one.path),
        [`request.body.${first}z`],
        `${method} ${path} ${JSON.stringify(body)}`,
      );
    }
    const { body } = await server.api('POST', 'suspend/recover_all', { filter: { statuz: 'x' } });
    assert.match(body.msg, /request\.body\.filter\.statuz is not a field of this call; the nearest is status$/);
    assert.equal((await server.api('POST', 'logout', { operator: 'somebody' })).status, 200);
  });
});

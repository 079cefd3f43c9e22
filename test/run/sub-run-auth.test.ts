import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

describe('the auth of a component that runs another rule', () => {
  let gateway: TestServer;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startServer(), startUpstream()]);
    await gateway.api('POST', 'secret', { name: 'KEY', content: 'a key that nobody knows' });
    let tokens = 0;
    upstream.on('/token', (_call, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ access_token: `token-${++tokens}`, expires_in: 3600 }));
    });
    const authorization = '{request.header.authorization}';
    const refuse = [{ when: `${authorization} == 'Bearer token-1'`, status: 401 }];
    const response = { body: { authorization, date: '{request.header.x-amz-date}' } };
    await gateway.rule('POST', 'asked/:id', { response });
    await gateway.rule('POST', 'strict', { request: { refuse }, response });
    // It runs, and says no.
    await gateway.rule('POST', 'late', {
      response: { ...response, cases: [{ when: `${authorization} == 'Bearer token-3'`, status: 401, body: 'no' }] },
    });
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  const oauth2 = (scope: string) => ({
    oauth2: { tokenUrl: `${upstream.url}/token`, clientId: 'id', clientSecret: '{secret.KEY}', scope },
  });
  const asked = async (name: string, url: string, auth: unknown): Promise<Record<string, unknown>> => {
    const component = { name: 'sub', type: 'rule', method: 'POST', url, input: { a: 1 }, auth, outputName: 'sub' };
    await gateway.rule('POST', name, { components: [[component]], response: { body: '{sub}' } });
    const answer = await gateway.call('POST', name, { id: 'a b' });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };

  it('may be a token of oauth2, renewed after a 401 whether the rule ran or not', async () => {
    assert.equal((await asked('a', 'strict', oauth2('a'))).authorization, 'Bearer token-2');
    assert.equal((await asked('b', 'asked/1', oauth2('a'))).authorization, 'Bearer token-2');
    assert.equal((await asked('c', 'late', oauth2('c'))).authorization, 'Bearer token-4');
  });

  it('may be a signature for AWS', async () => {
    const aws4 = { service: 'execute-api', region: 'r-1', accessKeyId: 'AKIA', secretAccessKey: '{secret.KEY}' };
    const { authorization, date } = await asked('d', 'asked/{request.body.id}', { aws4 });
    assert.match(
      String(authorization),
      /^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/r-1\/execute-api\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
    assert.match(String(date), /^\d{8}T\d{6}Z$/);
  });
});

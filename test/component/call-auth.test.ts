import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { createIssuedTokens } from '../../src/cli/issued-tokens.ts';
import { createRedactor } from '../../src/observe/redactor.ts';
import { apiUnderTest, type ApiUnderTest, type Received } from './api-under-test.ts';

const SECRETS = { ID: 'client', KEY: 'k e+y' };

/** A token endpoint that numbers its tokens, and a service that takes those that `takes` says. */
async function withTokens(
  t: TestContext,
  settings: {
    readonly expiresIn?: unknown;
    readonly status?: number;
    readonly takes?: (token: string) => boolean;
  } = {},
): Promise<ApiUnderTest & { readonly tokens: () => Received[]; readonly auth: object }> {
  let count = 0;
  const { status = 200, takes = () => true } = settings;
  const api = await apiUnderTest(
    t,
    ({ url, headers }, response) => {
      if (url === '/token') {
        const given = { access_token: `token-${++count}`, token_type: 'Bearer', expires_in: settings.expiresIn };
        return response.writeHead(status).end(JSON.stringify(given));
      }
      const token = String(headers.authorization).replace('Bearer ', '');
      return response.writeHead(takes(token) ? 200 : 401).end('{}');
    },
    SECRETS,
  );
  const oauth2 = { tokenUrl: `${api.url}/token`, clientId: '{secret.ID}', clientSecret: '{secret.KEY}', scope: 'a b' };
  return { ...api, tokens: () => api.received.filter(({ url }) => url === '/token'), auth: { oauth2 } };
}

const sent = (api: ApiUnderTest): unknown[] =>
  api.received.filter(({ url }) => url !== '/token').map(({ headers }) => headers.authorization);

describe('auth oauth2', () => {
  it('fetches a token of client credentials once, and shares it', async (t) => {
    const api = await withTokens(t);
    await Promise.all([api.call({ auth: api.auth } as never), api.call({ method: 'POST', auth: api.auth } as never)]);
    await api.call({ auth: api.auth } as never);
    assert.deepEqual(sent(api), Array(3).fill('Bearer token-1'));
    const [request, ...more] = api.tokens();
    assert.equal(more.length, 0);
    assert.deepEqual([request?.method, request?.body], ['POST', 'grant_type=client_credentials&scope=a+b']);
    assert.equal(request?.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(request.headers.authorization, `Basic ${Buffer.from('client:k+e%2By').toString('base64')}`);
  });

  it('sends the credentials in the body where it says so, and fetches another token for other settings', async (t) => {
    const api = await withTokens(t);
    const { oauth2 } = api.auth as { oauth2: object };
    await api.call({ auth: api.auth } as never);
    await api.call({ auth: { oauth2: { ...oauth2, send: 'body', audience: 'x' } } });
    const [, second] = api.tokens();
    assert.equal(
      second?.body,
      'grant_type=client_credentials&scope=a+b&audience=x&client_id=client&client_secret=k+e%2By',
    );
    assert.equal(second.headers.authorization, undefined);
    assert.deepEqual(sent(api), ['Bearer token-1', 'Bearer token-2']);
  });

  it('renews a token before it ends', async (t) => {
    const api = await withTokens(t, { expiresIn: 0.3 });
    await api.call({ auth: api.auth } as never);
    await new Promise((resolve) => setTimeout(resolve, 280));
    await api.call({ auth: api.auth } as never);
    assert.deepEqual(sent(api), ['Bearer token-1', 'Bearer token-2']);
  });

  it('renews a token once after a 401', async (t) => {
    const api = await withTokens(t, { takes: (token) => token !== 'token-1' });
    assert.equal((await api.call({ auth: api.auth } as never)).status, 200);
    assert.deepEqual(sent(api), ['Bearer token-1', 'Bearer token-2']);
    const refusing = await withTokens(t, { takes: () => false });
    assert.equal((await refusing.call({ auth: refusing.auth } as never)).status, 401);
    assert.equal(refusing.tokens().length, 2);
  });

  it('fails with 110006 where the endpoint refuses, 110007 where it is not reached, 110015 where it is denied', async (t) => {
    for (const [status, retryable] of [
      [400, false],
      [503, true],
    ] as const) {
      const api = await withTokens(t, { status });
      const error = await api.failure({ auth: api.auth } as never);
      assert.deepEqual([error.code, error.retryable], ['110006', retryable]);
      assert.deepEqual(sent(api), []);
      await api.failure({ auth: api.auth } as never);
      assert.equal(api.tokens().length, 2);
    }
    const api = await withTokens(t);
    for (const [tokenUrl, code] of [
      ['http://127.0.0.1:1/', '110007'],
      ['http://169.254.169.254/', '110015'],
    ] as const) {
      const { oauth2 } = api.auth as { oauth2: object };
      assert.equal((await api.failure({ auth: { oauth2: { ...oauth2, tokenUrl } } })).code, code);
    }
    const noSecret = { oauth2: { tokenUrl: 'http://127.0.0.1:1/', clientId: 'a', clientSecret: '{secret.NOPE}' } };
    assert.match((await api.failure({ auth: noSecret })).message, /auth\.oauth2\.clientSecret is empty/);
  });

  it('goes with redirects to the same origin only', async (t) => {
    const api = await withTokens(t);
    const other = await apiUnderTest(t, (_, response) => void response.end('{}'));
    const from = await apiUnderTest(
      t,
      (_, response) => void response.writeHead(307, { location: other.url }).end(),
      SECRETS,
    );
    await from.call({ auth: api.auth, redirects: 1 } as never, {}, {});
    assert.equal(from.received[0]?.headers.authorization, 'Bearer token-1');
    assert.equal(other.received[0]?.headers.authorization, undefined);
  });

  it('has its tokens masked', () => {
    const tokens = createIssuedTokens({ secrets: () => ({}), formerSecrets: () => [] });
    const redactor = createRedactor(
      () => tokens.secrets(),
      () => tokens.formerSecrets(),
    );
    tokens.add('a-token-of-somebody');
    assert.equal(redactor.text('got a-token-of-somebody'), 'got ***OAUTH2_TOKEN***');
  });
});

describe('auth aws4', () => {
  const auth = {
    aws4: {
      service: 'execute-api',
      region: 'eu-central-1',
      accessKeyId: '{secret.ID}',
      secretAccessKey: '{secret.KEY}',
    },
  };

  for (const [title, fields] of [
    ['a GET', { query: { b: 'x y', a: ['2', '1'] }, header: { 'X-Amz-Meta-A': ' one  two ' } }],
    ['a POST', { method: 'POST', input: { a: 'é' }, header: { 'X-Other': '1', Authorization: 'mine' } }],
    [
      'a call for S3',
      {
        method: 'PUT',
        dataType: 'text',
        input: 'body',
        auth: { aws4: { ...auth.aws4, service: 's3', sessionToken: 'session' } },
      },
    ],
  ] as const) {
    it(`signs ${title}`, async (t) => {
      const api = await apiUnderTest(t, undefined, SECRETS);
      await api.call({ auth, ...fields });
      verify(api.received[0] ?? assert.fail(), SECRETS.KEY);
    });
  }

  it('names what is empty: 110007', async (t) => {
    const api = await apiUnderTest(t);
    const error = await api.failure({ auth });
    assert.deepEqual([error.code, error.retryable], ['110007', false]);
    assert.match(error.message, /auth\.aws4\.accessKeyId is empty/);
  });
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** As AWS does: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function verify({ method, url, headers, body }: Received, key: string): void {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=client\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, SignedHeaders=(\S+), Signature=(\w+)$/;
  const [, day = '', region = '', service = '', names = '', signature] =
    pattern.exec(String(headers.authorization)) ?? assert.fail(String(headers.authorization));
  const signed = names.split(';');
  const expected = Object.keys(headers).filter((name) => /^(?:host|content-type|x-amz-.*)$/.test(name));
  assert.deepEqual(signed, expected.toSorted());
  const [path = '', query = ''] = url.split('?');
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`);
  const canonical = [method, path, query.split('&').toSorted().join('&'), lines.join(''), names, sha256(body)].join(
    '\n',
  );
  const date = String(headers['x-amz-date']);
  assert.equal(date.slice(0, 8), day);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const signing = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${key}`);
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  assert.equal(signature, hmac(signing, text).toString('hex'));
}

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer, type TestServer } from './start-server.ts';

const EXPECTED = {
  ip: '{request.ip}',
  for: '{seen.x-forwarded-for}',
  host: '{seen.x-forwarded-host}',
  proto: '{seen.x-forwarded-proto}',
  forwarded: '{seen.forwarded}',
};

/** A gateway with a rule that calls another rule, which answers the headers that it got. */
async function start(trustProxy?: string): Promise<TestServer> {
  const server = await startServer(trustProxy === undefined ? {} : { STEPGATE_TRUST_PROXY: trustProxy });
  await server.rule('GET', 'seen', { response: { body: '{request.header}' } });
  await server.rule('GET', 'outer', {
    components: [[{ name: 'seen', type: 'api', url: '{var.SELF}/ps/seen', outputName: 'seen' }]],
    response: { body: EXPECTED },
  });
  return server;
}

for (const { trust, title, cases } of [
  {
    trust: undefined,
    title: 'without STEPGATE_TRUST_PROXY',
    cases: [
      [{}, { ip: '127.0.0.1', for: '127.0.0.1' }],
      [
        {
          'x-forwarded-for': '203.0.113.7',
          'x-forwarded-host': 'a.example',
          'x-forwarded-proto': 'https',
          forwarded: 'for=1.2.3.4',
        },
        { ip: '127.0.0.1', for: '127.0.0.1' },
      ],
    ],
  },
  {
    trust: '1',
    title: 'with one trusted proxy',
    cases: [
      [{}, { ip: '127.0.0.1', for: '127.0.0.1' }],
      [
        {
          'x-forwarded-for': '9.9.9.9, 203.0.113.7:4711',
          'x-forwarded-host': 'a.example',
          'x-forwarded-proto': 'https',
        },
        {
          ip: '203.0.113.7',
          for: '203.0.113.7, 127.0.0.1',
          host: 'a.example',
          proto: 'https',
          forwarded: 'for=203.0.113.7;host=a.example;proto=https, for=127.0.0.1',
        },
      ],
      [
        { forwarded: 'for=9.9.9.9, For="[2001:db8::1]:80";Proto=https;host="a.example:8080"' },
        {
          ip: '2001:db8::1',
          for: '2001:db8::1, 127.0.0.1',
          host: 'a.example:8080',
          proto: 'https',
          forwarded: 'for="[2001:db8::1]";host="a.example:8080";proto=https, for=127.0.0.1',
        },
      ],
      [{ 'x-forwarded-for': 'unknown' }, { ip: '127.0.0.1', for: '127.0.0.1' }],
    ],
  },
  {
    trust: '127.0.0.0/8, 10.1.0.0/16,2001:db8::1',
    title: 'with trusted networks',
    cases: [
      [
        { 'x-forwarded-for': '9.9.9.9, 203.0.113.7, 10.1.2.3' },
        { ip: '203.0.113.7', for: '203.0.113.7, 10.1.2.3, 127.0.0.1' },
      ],
      [{ 'x-forwarded-for': '10.1.2.3' }, { ip: '10.1.2.3', for: '10.1.2.3, 127.0.0.1' }],
    ],
  },
  {
    trust: '10.0.0.0/8',
    title: 'with a peer that is not trusted',
    cases: [[{ 'x-forwarded-for': '203.0.113.7' }, { ip: '127.0.0.1', for: '127.0.0.1' }]],
  },
] as const) {
  describe(`the client of a request ${title}`, () => {
    let server: TestServer;
    before(async () => (server = await start(trust)));
    after(() => server.close());
    for (const [headers, expected] of cases) {
      it(`is ${expected.ip} where it sends ${JSON.stringify(headers)}`, async () => {
        const { host } = new URL(server.url);
        const { body } = await server.call('GET', 'outer', undefined, headers);
        const usual = { host, proto: 'http', forwarded: body.forwarded };
        assert.deepEqual(body, { ...usual, ...expected });
        if (!('forwarded' in expected))
          assert.ok(String(body.forwarded).startsWith(`for=${expected.ip};host="${host}";proto=`));
      });
    }
  });
}

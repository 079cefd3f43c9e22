import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createEgress } from '../../src/outbound/egress.ts';
import { StepgateError } from '../../src/error.ts';
import { failure, get, testOutbound } from './outbound-under-test.ts';
import { rawUpstream, type RawUpstream } from './raw-upstream.ts';

/** Ways to write an address of this machine in 127.0.0.0/8, or one that reaches it; `PORT` is the canary's. */
const SPELLINGS = [
  ...['127.0.0.1', '127.0.0.1.', '2130706433', '2130706433.', '0x7f000001', '0X7F000001', '017700000001'],
  ...['0177.0.0.1', '0x7f.0.0.1', '0x7f.1', '0x7f.1.', '127.1', '127.0.1', '127.0x1', '0177.1', '127.0.0.0x1'],
  ...['0x7f.0x0.0x0.0x1', '00000177.0.0.1', '127.000.000.001', '127.65534', '127.255.255.254', '127.0.0.2'],
  ...['%31%32%37.0.0.1', '127%2e0%2E0%2e1', '%30x7f.1', '127.0.0.%31', '%EF%BC%91%EF%BC%92%EF%BC%97.1'],
  ...['１２７.０.０.１', '127。0。0。1', '127．0．0．1', '127｡1', '①②⑦.0.0.1', '𝟏𝟐𝟕.0.0.1', '⑫7.0.0.1', '¹²⁷.1'],
  ...['0.0.0.0', '0', '0x0', '00', '0.0', '%30', '0.0.0.0.', '0x00000000'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::FFFF:7F00:0001]', '[0:0:0:0:0:ffff:127.0.0.1]'],
  ...['[0000:0000:0000:0000:0000:ffff:7f00:0001]', '[::127.0.0.1]', '[::7f00:1]', '[::ffff:0.0.0.0]', '[::]', '[0::0]'],
  ...['[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]', '[0064:FF9B:0:0:0:0:7F00:0001]', '[64:ff9b:1::7f00:1]'],
  ...['[2002:7f00:1::]', '[2002:7f00:1::1]', '[::ffff:0:127.0.0.1]', '[2001:0:7f00:1::]', '[2001::80ff:fffe]'],
  ...['[fe80::5efe:7f00:1]', '[fd00::200:5efe:127.0.0.1]'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'loc%61lhost', 'ｌｏｃａｌｈｏｓｔ', 'local\thost', 'ⓛocalhost'],
];
const URLS = [
  ...SPELLINGS.map((host) => `http://${host}:PORT/`),
  ...[
    'http://good.example@127.0.0.1:PORT/',
    'http://good.example:80@127.0.0.1:PORT/',
    'http://127.0.0.1:PORT#@good.example/',
  ],
  ...[
    'http:127.0.0.1:PORT',
    'http:/127.0.0.1:PORT',
    'http:\\\\127.0.0.1:PORT\\',
    'HTTP:///127.0.0.1:PORT',
    ' http://127.0.0.1:PORT/',
  ],
];

describe('a denied address', () => {
  let canary: RawUpstream;
  before(async () => (canary = await rawUpstream({ host: '0.0.0.0' })));
  after(() => canary.close());

  it(`is denied in each of ${URLS.length} spellings: 110015, never retried, and nothing is dialled`, async () => {
    const outbound = testOutbound({ deny: ['127.0.0.0/8'] });
    for (const url of URLS) {
      const error = await failure(outbound.send(get(url.replaceAll('PORT', String(canary.port)))));
      assert.equal(error.code, '110015', `${url}: ${error.message}`);
      assert.equal(error.retryable, false);
      assert.equal(error.status, 502);
    }
    assert.equal(canary.accepted, 0);
    await outbound.close();
  });

  it('is dialled in those spellings where it is not denied: the canary lives', async () => {
    const outbound = testOutbound();
    const living = ['127.0.0.1', '0x7f.1', '①②⑦.0.0.1', '0', 'localhost.'];
    for (const host of living) {
      const connected = canary.nextConnection();
      const controller = new AbortController();
      const call = outbound.send(get(`http://${host}:${canary.port}/`, { signal: controller.signal }));
      await connected;
      controller.abort(new StepgateError('110010', 'enough'));
      assert.equal((await failure(call)).code, '110010');
    }
    assert.equal(canary.accepted, living.length);
    await outbound.close();
  });
});

function denies(egress: ReturnType<typeof createEgress>, host: string): boolean {
  try {
    egress.checkHost(host);
    return false;
  } catch (error) {
    assert.ok(error instanceof StepgateError);
    assert.equal(error.code, '110015');
    return true;
  }
}

describe('egress', () => {
  it('denies link-local and cloud metadata addresses by default, in every form, and nothing else', () => {
    const egress = createEgress({ deny: [], allow: [] });
    const denied = ['169.254.169.254', '169.254.0.1', 'fe80::1', 'febf::1', 'fd00:ec2::254', '168.63.129.16'];
    const forms = ['100.100.100.200', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::', '[FE80::1]'];
    for (const host of [...denied, ...forms]) assert.ok(denies(egress, host), host);
    const free = ['127.0.0.1', '10.0.0.1', '168.63.129.17', '100.100.100.199', 'fd00:ec2::253', '::1', 'localhost'];
    for (const host of free) assert.ok(!denies(egress, host), host);
  });

  it('reads entries in every spelling of an address', () => {
    for (const entry of [
      '10.1.2.3',
      '0xa010203',
      '10.66051',
      '012.1.2.3',
      '::ffff:10.1.2.3',
      '[::ffff:a01:203]',
      '64:ff9b::a01:203',
      ' 10.1.2.3. ',
      '::ffff:10.1.2.0/120',
      '10.1.2.3/31',
    ]) {
      const egress = createEgress({ deny: [entry], allow: [] });
      assert.ok(denies(egress, '10.1.2.3'), entry);
      assert.ok(!denies(egress, '10.1.3.3'), entry);
    }
  });

  it('takes the whole NAT64 prefix for the translator, not for all of IPv4', () => {
    const egress = createEgress({ deny: ['64:ff9b::/96'], allow: [] });
    assert.ok(denies(egress, '64:ff9b::8.8.8.8'));
    assert.ok(!denies(egress, '8.8.8.8'));
  });

  it('compares names without case, trailing dot or IDN spelling', () => {
    const egress = createEgress({ deny: ['Bücher.Example.'], allow: [] });
    for (const host of ['xn--bcher-kva.example', 'XN--BCHER-KVA.EXAMPLE.']) assert.ok(denies(egress, host), host);
    assert.ok(!denies(egress, 'a.xn--bcher-kva.example'), 'exactly that name');
  });

  it('refuses a wrong entry, and names it', () => {
    const wrong = [
      '',
      ' ',
      '10/8',
      '10.0.0.0/33',
      '10.0.0.0/',
      '/8',
      'fe80::/129',
      '1.2.3.4.5',
      '*.example.com',
      'http://a.example',
      'a.example:80',
      'a b',
      'a.example/x',
      'user@host',
      '10.0.0.256',
      'fe80::1%eth0',
      'a..b',
      'host#x',
      '[::1',
      '10.0.0.1-10.0.0.9',
    ];
    for (const entry of wrong) {
      const named = (error: Error): boolean => error.message.includes(JSON.stringify(entry.trim()));
      assert.throws(() => createEgress({ deny: [entry], allow: [] }), named, entry);
      assert.throws(() => createEgress({ deny: [], allow: [entry] }), named, entry);
    }
  });

  it('exempts with an allow entry exactly what it names', () => {
    const egress = createEgress({ deny: ['10.0.0.0/8'], allow: ['10.0.0.5', '169.254.169.0/24', 'fe80::1'] });
    for (const host of ['10.0.0.5', '::ffff:10.0.0.5', '169.254.169.254', 'fe80::1'])
      assert.ok(!denies(egress, host), host);
    for (const host of ['10.0.0.4', '169.254.168.1', 'fe80::2']) assert.ok(denies(egress, host), host);
  });

  it('does not take an exempt address within another for that other', () => {
    // Teredo with an exempt server and a denied client.
    const egress = createEgress({ deny: [], allow: ['10.0.0.5'] });
    assert.ok(denies(egress, '2001:0:a00:5::5601:5601'));
  });

  it('exempts an allowed name whatever it resolves to, and not its address', () => {
    const egress = createEgress({ deny: ['10.0.0.0/8'], allow: ['Payments.Internal.'] });
    egress.checkAddress('10.1.2.3', 'payments.internal');
    assert.throws(() => egress.checkAddress('10.1.2.3', 'other.internal'), StepgateError);
    assert.ok(denies(egress, '10.1.2.3'));
  });

  it('keeps a denied name denied, whatever it resolves to and whatever is allowed', async () => {
    const upstream = await rawUpstream({ onRequest: (s) => void s.end('HTTP/1.1 204 No Content\r\n\r\n') });
    const outbound = testOutbound({ deny: ['localhost'], allow: ['127.0.0.0/8', '::1', 'localhost'] });
    assert.equal((await failure(outbound.send(get(`http://LocalHost.:${upstream.port}/`)))).code, '110015');
    assert.equal((await outbound.send(get(upstream.url))).status, 204);
    assert.equal(upstream.accepted, 1);
    await upstream.close();
  });

  it('lets a call to an allowed name through, and the same address by itself not', async () => {
    const upstream = await rawUpstream({ onRequest: (s) => void s.end('HTTP/1.1 204 No Content\r\n\r\n') });
    const outbound = testOutbound({ deny: ['127.0.0.0/8', '::1'], allow: ['localhost'] });
    assert.equal((await outbound.send(get(`http://localhost:${upstream.port}/`))).status, 204);
    assert.equal((await failure(outbound.send(get(upstream.url)))).code, '110015');
    await upstream.close();
  });

  it('says which host, what it resolves to and which entry', async () => {
    const outbound = testOutbound({ deny: ['127.0.0.0/8', '::1'] });
    const { message } = await failure(outbound.send(get('http://localhost:9/x?key=s3cret')));
    assert.match(message, /localhost \((127\.0\.0\.1|::1)\).*(127\.0\.0\.0\/8|::1).*STEPGATE_EGRESS_ALLOW/);
    assert.doesNotMatch(message, /s3cret/);
  });

  it('denies a range of IPv4 through every address of IPv6 that carries one of it', () => {
    const egress = createEgress({ deny: ['10.0.0.0/8'], allow: [] });
    const hex = (n: number): string => n.toString(16).padStart(2, '0');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 255 }),
        (b, c, d) => {
          const [high, low] = [`0a${hex(b)}`, `${hex(c)}${hex(d)}`];
          for (const form of [
            `::ffff:${high}:${low}`,
            `::${high}:${low}`,
            `64:ff9b::${high}:${low}`,
            `2002:${high}:${low}::1`,
            `::ffff:0:${high}:${low}`,
          ]) {
            assert.ok(denies(egress, form), form);
          }
        },
      ),
    );
  });
});

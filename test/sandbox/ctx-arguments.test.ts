import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSandbox } from './open-sandbox.ts';

const { run, value } = openSandbox();

const BIG = '"x".repeat(4 * 1024 * 1024 + 1)';
const CYCLE = '(() => { const a = {}; a.a = a; return a })()';

/** A wrong call, the argument that its error names, and what it expects. */
const WRONG: readonly (readonly [call: string, argument: string, expected: RegExp])[] = [
  ['ctx.request()', 'argument 1 (options)', /an object, got nothing/],
  ['ctx.request("http://a")', 'argument 1 (options)', /an object, got a string/],
  ['ctx.request(null)', 'argument 1 (options)', /an object, got null/],
  ['ctx.request([])', 'argument 1 (options)', /an object, got an array/],
  ['ctx.request({})', 'argument 1 (options.url)', /absolute http or https URL, got nothing/],
  ['ctx.request({ url: 5 })', 'argument 1 (options.url)', /absolute http or https URL, got 5/],
  ['ctx.request({ url: "/a" })', 'argument 1 (options.url)', /absolute http or https URL, got "\/a"/],
  ['ctx.request({ url: "file:///etc/passwd" })', 'argument 1 (options.url)', /absolute http or https URL/],
  [
    'ctx.request({ url: "http://a", method: "BREW" })',
    'argument 1 (options.method)',
    /GET, HEAD.* or OPTIONS, got "BREW"/,
  ],
  ['ctx.request({ url: "http://a", method: 1 })', 'argument 1 (options.method)', /OPTIONS, got 1/],
  [
    'ctx.request({ url: "http://a", headers: {} })',
    'argument 1 (options)',
    /fields url, method.*got one with "headers"/,
  ],
  ['ctx.request({ url: "http://a", header: "x" })', 'argument 1 (options.header)', /an object, got a string/],
  ['ctx.request({ url: "http://a", header: { x: {} } })', 'argument 1 (options.header.x)', /a string, a number/],
  ['ctx.request({ url: "http://a", header: { x: [[]] } })', 'argument 1 (options.header.x)', /got an array/],
  ['ctx.request({ url: "http://a", header: { "a b": "x" } })', 'argument 1 (options.header.a b)', /RFC 9110/],
  ['ctx.request({ url: "http://a", header: { x: "a\\nb" } })', 'argument 1 (options.header.x)', /characters/],
  ['ctx.request({ url: "http://a", header: { x: ["a", "中"] } })', 'argument 1 (options.header.x)', /characters/],
  ['ctx.request({ url: "http://a", body: "x" })', 'argument 1 (options.body)', /an object with GET and HEAD, got a/],
  ['ctx.request({ url: "http://a", method: "head", body: [1] })', 'argument 1 (options.body)', /got an array/],
  ['ctx.request({ url: "http://a", auth: "t" })', 'argument 1 (options.auth)', /\["token"\], .*got a string/],
  ['ctx.request({ url: "http://a", auth: [] })', 'argument 1 (options.auth)', /got an array of 0/],
  ['ctx.request({ url: "http://a", auth: ["a", "b", "c"] })', 'argument 1 (options.auth)', /got an array of 3/],
  ['ctx.request({ url: "http://a", auth: ["a", 1] })', 'argument 1 (options.auth)', /got an array with 1/],
  ['ctx.request({ url: "http://a", contentType: 1 })', 'argument 1 (options.contentType)', /a string, got 1/],
  [
    'ctx.request({ url: "http://a", dataType: "jsn" })',
    'argument 1 (options.dataType)',
    /json, xml, yaml, form, text, multipart or raw, got "jsn"/,
  ],
  [
    'ctx.request({ url: "http://a", responseType: "jsn" })',
    'argument 1 (options.responseType)',
    /yaml, form, text or raw/,
  ],
  [
    'ctx.request({ url: "http://a", timeout: 0 })',
    'argument 1 (options.timeout)',
    /seconds over 0, at most 600, got 0/,
  ],
  ['ctx.request({ url: "http://a", timeout: 601 })', 'argument 1 (options.timeout)', /at most 600, got 601/],
  ['ctx.request({ url: "http://a", timeout: "5" })', 'argument 1 (options.timeout)', /got a string/],
  ['ctx.request({ url: "http://a", timeout: NaN })', 'argument 1 (options.timeout)', /got null/],
  ['ctx.request({ url: "http://a", isCache: 1 })', 'argument 1 (options.isCache)', /true or false, got 1/],
  ['ctx.request({ url: "http://a", cacheTtl: -1 })', 'argument 1 (options.cacheTtl)', /seconds over 0, got -1/],
  ['ctx.request({ url: "http://a", lists: "a" })', 'argument 1 (options.lists)', /an array of paths/],
  ['ctx.request({ url: "http://a", responseType: "xml", lists: [1] })', 'argument 1 (options.lists)', /a string/],
  [
    'ctx.request({ url: "http://a", responseType: "json", lists: ["a"] })',
    'argument 1 (options.lists)',
    /with responseType xml only/,
  ],
  ['ctx.request({ url: "http://a", onlyData: "no" })', 'argument 1 (options.onlyData)', /true or false/],
  ['ctx.request({ url: "http://a", tls: [] })', 'argument 1 (options.tls)', /an object/],
  [
    'ctx.request({ url: "http://a", tls: { pem: "x" } })',
    'argument 1 (options.tls)',
    /cert, key, ca, got one with "pem"/,
  ],
  ['ctx.request({ url: "http://a", tls: { ca: 1 } })', 'argument 1 (options.tls.ca)', /a string that is not empty/],
  [
    'ctx.request({ url: "http://a", body: () => 1 })',
    'argument 1 (options)',
    /JSON of at most 4 MiB, got a value that contains a function/,
  ],
  [`ctx.request({ url: "http://a", body: ${CYCLE} })`, 'argument 1 (options)', /contains a cycle/],
  [`ctx.request({ url: "http://a", body: ${BIG} })`, 'argument 1 (options)', /larger than 4 MiB/],
  ['ctx.request(new Proxy({}, { ownKeys() { throw 1 } }))', 'argument 1 (options)', /a getter, a proxy or a toJSON/],
  ['ctx.request({ toJSON() { return "x" } })', 'argument 1 (options)', /an object, got a string/],
  ['ctx.data.store()', 'argument 1 (key)', /a string that is not empty, got nothing/],
  ['ctx.data.store("", 1)', 'argument 1 (key)', /got an empty string/],
  ['ctx.data.store(1, 1)', 'argument 1 (key)', /got 1/],
  ['ctx.data.store("a", 1n)', 'argument 2 (value)', /contains a BigInt/],
  [`ctx.data.store("a", ${BIG})`, 'argument 2 (value)', /larger than 4 MiB/],
  [`ctx.data.store(${BIG}, 1)`, 'argument 1 (key)', /at most 4 MiB/],
  ['ctx.data.load()', 'argument 1 (key)', /a string that is not empty/],
  ['ctx.data.load({})', 'argument 1 (key)', /got an object/],
  ['ctx.step()', 'argument 1 (name)', /a string that is not empty/],
  ['ctx.step("", () => 1)', 'argument 1 (name)', /got an empty string/],
  ['ctx.step("a")', 'argument 2 (fn)', /a function, got nothing/],
  ['ctx.step("a", "b")', 'argument 2 (fn)', /a function, got a string/],
  ['ctx.step("a", () => 1n)', 'argument 2 (the result of fn)', /contains a BigInt/],
  [`ctx.step("a", () => ${BIG})`, 'argument 2 (the result of fn)', /larger than 4 MiB/],
  ['ctx.sleep()', 'argument 1 (ms)', /a number from 0 to 2147483647, got nothing/],
  ['ctx.sleep("1")', 'argument 1 (ms)', /got a string/],
  ['ctx.sleep(-1)', 'argument 1 (ms)', /got -1/],
  ['ctx.sleep(NaN)', 'argument 1 (ms)', /got NaN/],
  ['ctx.sleep(Infinity)', 'argument 1 (ms)', /got Infinity/],
  ['ctx.suspend()', 'argument 1 (reason)', /a string, got nothing/],
  ['ctx.suspend(5)', 'argument 1 (reason)', /a string, got 5/],
  ['ctx.suspend(5, "why")', 'argument 1 (code)', /a string that is not empty, got 5/],
  ['ctx.suspend("", "why")', 'argument 1 (code)', /got an empty string/],
  ['ctx.suspend("1", {})', 'argument 2 (reason)', /a string, got an object/],
  ['ctx.break()', 'argument 1 (reason)', /a string, got nothing/],
  ['ctx.break("why", 5)', 'argument 2 (options)', /an object, got 5/],
  ['ctx.break("why", { kode: "1" })', 'argument 2 (options)', /fields code, status, got one with "kode"/],
  ['ctx.break("why", { code: 1 })', 'argument 2 (options.code)', /a string that is not empty, got 1/],
  ['ctx.break("why", { status: "400" })', 'argument 2 (options.status)', /an HTTP status from 200 to 599/],
  ['ctx.break("why", { status: 99 })', 'argument 2 (options.status)', /got 99/],
  ['ctx.break("why", { status: 400.5 })', 'argument 2 (options.status)', /got 400.5/],
  ['ctx.response(() => 1)', 'argument 1 (value)', /contains a function/],
  [`ctx.response(${BIG})`, 'argument 1 (value)', /larger than 4 MiB/],
  ['ctx.base64.encode()', 'argument 1 (s)', /a string, got nothing/],
  ['ctx.base64.encode({})', 'argument 1 (s)', /a string, got an object/],
  [`ctx.base64.encode(${BIG})`, 'argument 1 (s)', /at most 4 MiB/],
  ['ctx.base64.decode(1)', 'argument 1 (s)', /a string, got 1/],
  ['ctx.base64.decode("a$b=")', 'argument 1 (s)', /base64/],
  ['ctx.base64.decode("abcde")', 'argument 1 (s)', /base64/],
  ['ctx.base64.decode("/w==")', 'argument 1 (s)', /base64 of UTF-8 text/],
  ['ctx.hash()', 'argument 1 (algorithm)', /md5, sha1, sha256 or sha512, got nothing/],
  ['ctx.hash("md4", "x")', 'argument 1 (algorithm)', /got "md4"/],
  ['ctx.hash("md5")', 'argument 2 (text)', /a string, got nothing/],
  ['ctx.hash("md5", 5)', 'argument 2 (text)', /a string, got 5/],
  ['ctx.hmac("x", "s", "t")', 'argument 1 (algorithm)', /md5, sha1/],
  ['ctx.hmac("md5", "", "t")', 'argument 2 (secretName)', /a string that is not empty/],
  ['ctx.hmac("md5", "s")', 'argument 3 (text)', /a string, got nothing/],
  ...['encodeToBase64', 'decodeFromBase64', 'encodeToHex', 'decodeFromHex'].flatMap((method) => [
    [`ctx.aes.${method}()`, 'argument 1 (key)', /a string that is not empty/] as const,
    [`ctx.aes.${method}("short", "t")`, 'argument 1 (key)', /16, 24 or 32 bytes, got one of 5/] as const,
    [`ctx.aes.${method}("ääääääääääääääää+", "t")`, 'argument 1 (key)', /got one of more than 32/] as const,
    [`ctx.aes.${method}("0123456789abcdef")`, 'argument 2 (text)', /a string, got nothing/] as const,
    [`ctx.rsa.${method}()`, 'argument 1 (secretName)', /a string that is not empty/] as const,
    [`ctx.rsa.${method}("s", 1)`, 'argument 2 (text)', /a string, got 1/] as const,
    [`ctx.rsa.${method}("s", "t", "oaep")`, 'argument 3 (options)', /an object, got a string/] as const,
    [
      `ctx.rsa.${method}("s", "t", { padding: "none" })`,
      'argument 3 (options.padding)',
      /pkcs1 or oaep, got "none"/,
    ] as const,
    [`ctx.rsa.${method}("s", "t", { pad: 1 })`, 'argument 3 (options)', /fields padding/] as const,
  ]),
  ['ctx.aes.decodeFromBase64("0123456789abcdef", "%")', 'argument 2 (text)', /base64/],
  ['ctx.aes.decodeFromHex("0123456789abcdef", "xyz")', 'argument 2 (text)', /hex/],
  [
    'ctx.aes.decodeFromHex("0123456789abcdef", "00112233445566778899aabbccddeeff")',
    'argument 2 (text)',
    /encrypted with this key/,
  ],
  ['ctx.aes.encrypt()', 'argument 1 (secretName)', /a string that is not empty/],
  ['ctx.aes.encrypt("s", null)', 'argument 2 (text)', /a string, got null/],
  ['ctx.aes.decrypt("s", {})', 'argument 2 (text)', /a string, got an object/],
  ['ctx.rsa.sign(null, "t")', 'argument 1 (secretName)', /got null/],
  ['ctx.rsa.sign("s")', 'argument 2 (text)', /got nothing/],
  ['ctx.rsa.verify("s", "t")', 'argument 3 (signature)', /a string, got nothing/],
  ['ctx.jwt.sign("", {})', 'argument 1 (secretName)', /a string that is not empty/],
  ['ctx.jwt.sign("s")', 'argument 2 (claims)', /an object, got nothing/],
  ['ctx.jwt.sign("s", "{}")', 'argument 2 (claims)', /an object, got a string/],
  ['ctx.jwt.sign("s", { exp: "1h" })', 'argument 2 (claims.exp)', /a number of seconds since 1970, got a string/],
  ['ctx.jwt.sign("s", { iat: new Date() })', 'argument 2 (claims.iat)', /seconds since 1970, got a string/],
  ['ctx.jwt.sign("s", {}, "HS256")', 'argument 3 (options)', /an object, got a string/],
  ['ctx.jwt.sign("s", {}, { alg: "HS256" })', 'argument 3 (options)', /fields algorithm, keyId.*got one with "alg"/],
  ['ctx.jwt.sign("s", {}, { algorithm: "none" })', 'argument 3 (options.algorithm)', /HS256.* or Ed25519, got "none"/],
  ['ctx.jwt.sign("s", {}, { keyId: 1 })', 'argument 3 (options.keyId)', /a string that is not empty, got 1/],
  ['ctx.jwt.sign("s", {}, { expiresIn: "1h" })', 'argument 3 (options.expiresIn)', /a number of seconds, got a string/],
  ['ctx.jwt.sign("s", {}, { expiresIn: 1 / 0 })', 'argument 3 (options.expiresIn)', /a number of seconds, got null/],
  [
    'ctx.jwt.sign("s", {}, { issuer: ["a"] })',
    'argument 3 (options.issuer)',
    /a string that is not empty, got an array/,
  ],
  [
    'ctx.jwt.sign("s", {}, { audience: [] })',
    'argument 3 (options.audience)',
    /an array with an element, got an empty/,
  ],
  ['ctx.jwt.verify("s")', 'argument 2 (token)', /a string, got nothing/],
  ['ctx.jwt.verify("s", "t", { algorithms: "HS256" })', 'argument 3 (options.algorithms)', /an array, got a string/],
  ['ctx.jwt.verify("s", "t", { algorithms: ["none"] })', 'argument 3 (options.algorithms[0])', /got "none"/],
  ['ctx.jwt.verify("s", "t", { issuer: [1] })', 'argument 3 (options.issuer[0])', /a string that is not empty, got 1/],
  ['ctx.jwt.verify("s", "t", { audience: "" })', 'argument 3 (options.audience)', /got an empty string/],
  ['ctx.jwt.verify("s", "t", { clockSkew: -1 })', 'argument 3 (options.clockSkew)', /seconds from 0, got -1/],
  ['ctx.jwt.verify("s", "t", { ignoreExpiration: 1 })', 'argument 3 (options)', /fields algorithms, issuer, audience/],
  ['ctx.jwt.decode({})', 'argument 1 (token)', /a string, got an object/],
];

describe('a wrong argument is error 110005 that names method, argument and what was expected', () => {
  for (const [call, argument, expected] of WRONG) {
    it(call.length > 90 ? `${call.slice(0, 90)}…` : call, async () => {
      for (const source of [
        `function handler(ctx) { return ${call} }`,
        `const handler = (ctx) => { const c = ctx; { const ctx = c; return ${call} } }`,
        `async function handler(ctx) { return await ${call} }`,
      ]) {
        const ran = await run(source);
        assert.equal(ran.kind === 'error' && ran.code, '110005', JSON.stringify(ran));
        const message = ran.kind === 'error' ? ran.message : '';
        assert.ok(message.startsWith(`${/^ctx[\w.]+/.exec(call)?.[0] ?? ''}: ${argument} must be `), message);
        assert.match(message, expected);
        assert.ok(
          ran.calls.every(({ method }) => method.startsWith('step.')),
          'nothing reached the gateway',
        );
      }
    });
  }

  it('can be caught, as an ordinary exception with a code', async () => {
    const source = `try { await ctx.request({}) } catch (e) {
      return [e instanceof Error, e.code, e.retryable, typeof e.message, e.name]
    }`;
    const caught = [true, '110005', false, 'string', 'CtxError'];
    assert.deepEqual(await value(`async function handler(ctx) { ${source} }`), caught);
    assert.deepEqual(await value(`function handler(ctx) { ${source.replace('await ', '')} }`), caught);
  });

  it('never shows a key', async () => {
    const ran = await run('function handler(ctx) { ctx.aes.encodeToHex("my secret key", "t") }');
    assert.ok(ran.kind === 'error' && !ran.message.includes('my secret'));
  });

  it('a name used twice in ctx.step is one too', async () => {
    for (const source of [
      'function handler(ctx) { ctx.step("a", () => 1); ctx.step("a", () => 2) }',
      'async function handler(ctx) { await ctx.step("a", () => 1); await ctx.step("a", async () => 2) }',
      'async function handler(ctx) { await ctx.step("a", () => ctx.step("a", () => 2)) }',
    ]) {
      const ran = await run(source, { host: (method) => (method === 'step.load' ? { found: false } : null) });
      assert.equal(ran.kind === 'error' && ran.code, '110005');
      assert.equal(ran.kind === 'error' && ran.message, 'ctx.step: the name "a" is used twice in one call');
    }
  });
});

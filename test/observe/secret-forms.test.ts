import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FormFinder } from '../../src/observe/form-finder.ts';
import { createRedactor } from '../../src/observe/redactor.ts';

const ODD = `p&ss<w>"ör'd/+ =x`;
const PEM = [
  '-----BEGIN PRIVATE KEY-----',
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj',
  'MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu',
  'NMoSfm76oqFvAp8Gy0iz5sxj',
  '-----END PRIVATE KEY-----',
  '',
].join('\n');

const { text } = createRedactor(() => ({ ODD, PEM }));
const json = (value: string): string => JSON.stringify(value).slice(1, -1);
const entities = (value: string, more: Readonly<Record<string, string>>): string =>
  value.replace(/[&<>"']/g, (char) => ({ '&': '&amp;', '<': '&lt;', ...more })[char] ?? char);
const mustache = (value: string): string =>
  entities(value, { '>': '&gt;', '"': '&quot;', "'": '&#39;' }).replaceAll('/', '&#x2F;').replaceAll('=', '&#x3D;');

describe('a secret is masked', () => {
  for (const [how, shown] of [
    ['in JSON in JSON', json(json(ODD))],
    ['in JSON in JSON in JSON', json(json(json(ODD)))],
    ['in JSON of a writer that escapes slashes', json(ODD).replaceAll('/', '\\/')],
    ['in JSON of a writer that escapes what is not ASCII', json(ODD).replaceAll('ö', '\\u00f6')],
    ['in JSON for HTML', json(ODD).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026')],
    ['in XML text', entities(ODD, {})],
    ['in XML text, > too', entities(ODD, { '>': '&gt;' })],
    ['in an XML attribute', entities(ODD, { '"': '&quot;' })],
    ['in XML, all five', entities(ODD, { '>': '&gt;', '"': '&quot;', "'": '&apos;' })],
    ['in HTML', entities(ODD, { '>': '&gt;', '"': '&quot;', "'": '&#39;' })],
    ['in HTML of PHP', entities(ODD, { '>': '&gt;', '"': '&quot;', "'": '&#039;' })],
    ['in HTML of Go', entities(ODD, { '>': '&gt;', '"': '&#34;', "'": '&#39;' })],
    ['in HTML of Python', entities(ODD, { '>': '&gt;', '"': '&quot;', "'": '&#x27;' })],
    ['in HTML of Mustache', mustache(ODD)],
    ['in XML that is ASCII only', entities(ODD, { '>': '&gt;' }).replaceAll('ö', '&#246;')],
    ['in XML that is ASCII only, in hex', entities(ODD, {}).replaceAll('ö', '&#xF6;')],
    ['in XML of numbers', ODD.replace(/[&<>"'ö]/g, (char) => `&#${char.charCodeAt(0)};`)],
    ['in HTML of Mustache in JSON', json(mustache(ODD))],
    ['in XML in JSON', json(entities(ODD, { '>': '&gt;', '"': '&quot;' }))],
    ['in JSON in XML', entities(json(ODD), { '>': '&gt;', '"': '&quot;' })],
    ['in hex', Buffer.from(ODD).toString('hex')],
    ['in upper hex', Buffer.from(ODD).toString('hex').toUpperCase()],
    ['in base64url', Buffer.from(ODD).toString('base64url')],
    ['percent-encoded', encodeURIComponent(ODD)],
    ['percent-encoded in lower case', encodeURIComponent(ODD).replace(/%../g, (code) => code.toLowerCase())],
    ['as a form writes it', new URLSearchParams({ a: ODD }).toString().slice(2)],
    ['as JSON in a query', encodeURIComponent(json(ODD))],
  ] as const)
    it(how, () => assert.equal(text(`before ${shown} after`), 'before ***ODD*** after'));

  it('line by line, where it is a key of several lines', () => {
    for (const line of PEM.split('\n').slice(1, 4)) {
      assert.equal(text(`{"key":"${line}"}`), '{"key":"***PEM***"}');
      assert.equal(text(line.replaceAll('/', '\\/')), '***PEM***');
      assert.equal(text(mustache(line)), '***PEM***');
    }
    assert.equal(text(PEM), '***PEM***');
    assert.equal(text(`x${PEM.trimEnd()}x`), 'x***PEM***x');
    assert.equal(text(`x${PEM.replaceAll('\n', '\r\n')}x`), 'x***PEM***x');
    assert.equal(text(`x${json(json(PEM))}x`), 'x***PEM***x');
    // What every key begins with is no secret.
    assert.equal(text('-----BEGIN PRIVATE KEY-----'), '-----BEGIN PRIVATE KEY-----');
  });

  it('where it is a binary key, as its bytes too', () => {
    const bytes = Buffer.from('a key of twenty byte');
    for (const KEY of [`base64:${bytes.toString('base64')}`, ` hex:${bytes.toString('hex')}\n`]) {
      const { text: mask } = createRedactor(() => ({ KEY }));
      const forms = [KEY, ...(['base64', 'base64url', 'hex', 'utf8'] as const).map((form) => bytes.toString(form))];
      for (const form of forms) assert.equal(mask(`x ${form} x`), 'x ***KEY*** x', form);
    }
    // One of a few bytes would hide what has nothing to do with it.
    const { text: short } = createRedactor(() => ({ KEY: 'hex:0000' }));
    assert.equal(short('hex:0000 0000 AAA='), '***KEY*** 0000 AAA=');
  });

  it('where it is a JWK, each secret member too', () => {
    const [k, n, d] = ['AyM1SysPpbyDfgZld3umj1qz', 'ofgWCuLjybRlzo0tZWJj', 'Eq5xpGnNCivDflJsRQBXHx1h'];
    const { text: mask } = createRedactor(() => ({
      OCT: JSON.stringify({ kty: 'oct', k }),
      RSA: `\n${JSON.stringify({ kty: 'RSA', n, d }, null, 2)}`,
      TEXT: JSON.stringify({ k: 'no JWK at all' }),
    }));
    assert.equal(mask(`${k} ${n} ${d} no JWK at all`), `***OCT*** ${n} ***RSA*** no JWK at all`);
  });

  it('after it was changed or deleted, as long as the value is known', () => {
    let [secrets, former]: [Record<string, string>, [string, string][]] = [{ A: 'first-value', B: 'other-value' }, []];
    const redactor = createRedactor(
      () => secrets,
      () => former,
    );
    const all = 'first-value second-value other-value 8041253';
    assert.equal(redactor.text(all), '***A*** second-value ***B*** 8041253');
    [secrets, former] = [
      { A: 'second-value' },
      [
        ['A', 'first-value'],
        ['B', 'other-value'],
        ['N', '8041253'],
      ],
    ];
    assert.equal(redactor.text(all), '***A*** ***A*** ***B*** ***N***');
    assert.deepEqual(redactor.json({ n: 8_041_253 }), { n: '***N***' });
    // A name that has the value now counts more than one that had it.
    secrets = { ...secrets, C: 'other-value' };
    assert.equal(redactor.text(all), '***A*** ***A*** ***C*** ***N***');
    former = [];
    assert.equal(redactor.text(all), 'first-value ***A*** ***C*** 8041253');
  });
});

describe('the finder of forms', () => {
  it('finds what a search for each form would find: the leftmost, and of those the longest', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 12 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c') }),
        (forms, within) => {
          const finder = new FormFinder();
          for (const form of forms) finder.add(form, form.toUpperCase());
          const pattern = forms.toSorted((a, b) => b.length - a.length).join('|') || '(?!)';
          const expected = Array.from(within.matchAll(new RegExp(pattern, 'g')), ({ 0: found, index }) => ({
            ...{ start: index, end: index + found.length },
            mask: found.toUpperCase(),
          }));
          assert.deepEqual(finder.find(within), expected);
        },
      ),
    );
  });

  it('takes no longer for a thousand secrets than for ten', () => {
    const random = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`S${n}`, randomBytes(24).toString('base64')]));
    const large = JSON.stringify(
      Array.from({ length: 8000 }, (_, id) => ({ id, note: `some text of user ${id}, and more` })),
    );
    const cpuMsOf = (count: number): number => {
      const secrets = random(count);
      const redactor = createRedactor(() => secrets);
      redactor.text(large);
      const before = process.cpuUsage();
      for (let n = 0; n < 10; n++) redactor.text(large);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    const [few, many] = [cpuMsOf(10), cpuMsOf(1000)];
    assert.ok(many < 10 * few + 100, `${few} ms for 10, ${many} ms for 1000`);
  });
});

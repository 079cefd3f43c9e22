import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { documentOf, layersOf } from './document.ts';
import { applyEdit } from './edit.ts';
import { valueAt } from './json-value.ts';
import { linesOf } from './lines.ts';
import { document as anyDocument, positionsOf, tryEdit } from './rule-arbitrary.ts';

const coupon = { name: 'coupon', type: 'api', url: 'http://a', outputName: 'coupon', outputData: '{coupon.id}' };

describe('renaming a component', () => {
  const document = documentOf({
    rule: {
      components: [
        [{ name: 'before', type: 'api', url: 'http://a/{coupon.id}' }, coupon],
        [
          {
            name: 'sms',
            type: 'api',
            url: 'http://a/{coupon["code"].x}?a={coupons}',
            input: { text: 'No. {coupon.id}, \\{coupon.id}', all: ['{coupon}'] },
            condition: "{coupon.list[0]} != 'of {coupon.id}'",
            errMsg: '{coupon.id}',
          },
        ],
      ],
      response: { status: '{coupon.status}', body: '{coupon}', error: { body: { id: '{coupon.id}' } } },
    },
  });
  const at = (pointer: string, of = renamed) => valueAt(of.json, pointer);
  const renamed = applyEdit(document, { type: 'renameComponent', position: { layer: 0, at: 1 }, name: 'voucher' });

  it('takes its output along, and all that reads it', () => {
    assert.equal(at('/rule/components/0/1/name'), 'voucher');
    assert.equal(at('/rule/components/0/1/outputName'), 'voucher');
    assert.equal(at('/rule/components/1/0/url'), 'http://a/{voucher["code"].x}?a={coupons}');
    assert.deepEqual(at('/rule/components/1/0/input'), { text: 'No. {voucher.id}, \\{coupon.id}', all: ['{voucher}'] });
    assert.equal(at('/rule/components/1/0/condition'), "{voucher.list[0]} != 'of {voucher.id}'");
    assert.deepEqual(at('/rule/response'), {
      status: '{voucher.status}',
      body: '{voucher}',
      error: { body: { id: '{voucher.id}' } },
    });
  });

  it('leaves alone what reads a result of its own, or stands before it', () => {
    assert.equal(at('/rule/components/0/1/outputData'), '{coupon.id}');
    assert.equal(at('/rule/components/1/0/errMsg'), '{coupon.id}');
    assert.equal(at('/rule/components/0/0/url'), 'http://a/{coupon.id}');
  });

  it('follows into what undoes a component, a wait and the query of a call', () => {
    const compensate = { type: 'api', url: 'http://a/{charge.id}', input: { all: ['{charge}'] }, errMsg: '{charge}' };
    const undone = documentOf({
      rule: {
        components: [
          [{ name: 'charge', type: 'api', url: 'http://a', outputName: 'charge', compensate }],
          [
            { name: 'ok', type: 'wait', for: 'approval', title: 'Charge {charge.id}?' },
            { name: 'b', type: 'api', url: 'http://a', query: { id: '{charge.id}' }, compensate },
          ],
        ],
      },
    });
    const paid = applyEdit(undone, { type: 'renameComponent', position: { layer: 0, at: 0 }, name: 'paid' });
    for (const pointer of ['/rule/components/0/0', '/rule/components/1/1']) {
      assert.deepEqual(at(`${pointer}/compensate`, paid), {
        ...{ type: 'api', url: 'http://a/{paid.id}', input: { all: ['{paid}'] }, errMsg: '{charge}' },
      });
    }
    assert.equal(at('/rule/components/1/0/title', paid), 'Charge {paid.id}?');
    assert.deepEqual(at('/rule/components/1/1/query', paid), { id: '{paid.id}' });
  });

  it('leaves the output where it has a name of its own, or the new one cannot be an output', () => {
    const named = applyEdit(document, { type: 'renameComponent', position: { layer: 0, at: 1 }, name: 'a coupon' });
    assert.equal(at('/rule/components/0/1/outputName', named), 'coupon');
    assert.equal(at('/rule/response/body', named), '{coupon}');
  });

  it('follows into flows, but not where an output or a loop inside has the name', () => {
    const reads = (name: string, url: string, more = {}) => ({ name, type: 'api', url: `http://a/${url}`, ...more });
    const flow = (name: string, more: object) => ({ name, type: 'flow', ...more });
    const flows = documentOf({
      rule: {
        components: [
          [coupon],
          [
            flow('open', {
              cases: [
                { when: '{coupon.a}', components: [[flow('deep', { components: [[reads('r', '{coupon.b}')]] })]] },
                { components: [] },
              ],
              outputData: '{coupon.c}',
            }),
            flow('hidden', {
              components: [[reads('own', '{coupon.d}', { outputName: 'coupon' })], [reads('r', '{coupon.e}')]],
            }),
            flow('loop', { foreach: '{coupon.list}', as: 'coupon', components: [[reads('r', '{coupon.f}')]] }),
          ],
        ] as never,
      },
    });
    const position = { layer: 0, at: 0 };
    const text = JSON.stringify(applyEdit(flows, { type: 'renameOutput', position, outputName: 'v' }).json);
    const found = [...text.matchAll(/\{(coupon|v)\.(\w+)\}/g)].map(([, root, field]) => `${root}.${field}`);
    assert.deepEqual(found.toSorted(), ['coupon.e', 'coupon.f', 'coupon.id', 'v.a', 'v.b', 'v.c', 'v.d', 'v.list']);
    const list = '/rule/components/1/1/components';
    const inner = applyEdit(flows, { type: 'renameOutput', position: { list, layer: 0, at: 0 }, outputName: 'w' });
    assert.equal(at(`${list}/1/0/url`, inner), 'http://a/{w.e}');
    assert.equal(at('/rule/components/1/0/outputData', inner), '{coupon.c}');
  });

  it('refuses a name that the layer has, an empty and a long one', () => {
    for (const [name, message] of [
      ['before', /another component of this layer is called "before"/],
      ['', /a component needs a name/],
      ['x'.repeat(256), /at most 255 characters, not 256/],
    ] as const) {
      assert.throws(
        () => applyEdit(document, { type: 'renameComponent', position: { layer: 0, at: 1 }, name }),
        message,
      );
    }
  });

  it('refuses an output name that is reserved, is none, or belongs to another output', () => {
    const two = documentOf({ rule: { components: [[coupon], [{ ...coupon, name: 'b', outputName: 'b.c' }]] } });
    for (const [outputName, message] of [
      ['request', /an output cannot be called request: that name is reserved/],
      ['a b', /"a b" is no output name/],
      ['b', /the output of "b" in layer 2 is called b\.c/],
    ] as const) {
      assert.throws(() => applyEdit(two, { type: 'renameOutput', position: { layer: 0, at: 0 }, outputName }), message);
    }
  });

  it('of two outputs of one name only what reads the renamed one follows', () => {
    const reader = (name: string) => ({ name, type: 'api', url: 'http://a', input: '{coupon}' });
    const two = documentOf({ rule: { components: [[coupon], [reader('one')], [coupon], [reader('two')]] } });
    const first = applyEdit(two, { type: 'renameOutput', position: { layer: 0, at: 0 }, outputName: 'early' });
    const inputs = [1, 3].map((layer) => at(`/rule/components/${layer}/0/input`, first));
    assert.deepEqual(inputs, ['{early}', '{coupon}']);
  });

  it('an output under a new name is read by the same components', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const outputs = layersOf(document)
          .flat()
          .map((one) => valueAt(one, '/outputName'));
        // Where outputs share or hold one another a placeholder may read more than the renamed one.
        const roots = outputs.flatMap((name) => (typeof name === 'string' ? [name.split('.')[0]] : []));
        fc.pre(new Set(roots).size === roots.length);
        const ends = (of: typeof document) =>
          linesOf(of)
            .map(({ from, to }) => `${from} ${to}`)
            .toSorted();
        for (const position of positionsOf(document)) {
          const { layer, at } = position;
          const name = valueAt(document.json, `/rule/components/${layer}/${at}/outputName`);
          if (typeof name !== 'string' || name.includes('.')) continue;
          const edited = tryEdit(document, { type: 'renameOutput', position, outputName: 'fresh.name' });
          assert.ok(edited);
          assert.deepEqual(ends(edited), ends(document));
        }
      }),
      { numRuns: 500 },
    );
  });
});

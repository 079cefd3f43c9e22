import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkRule } from '../../../../src/rule/check.ts';
import { parseRuleText } from '../../../../src/rule/text/parse.ts';
import { diagnosticRange, diagnosticsByNode, placeDiagnostics } from './diagnostics.ts';
import { documentOf } from './document.ts';
import { rangeOf } from './json-ranges.ts';
import { valueAt } from './json-value.ts';
import { ruleFile } from './rule-arbitrary.ts';
import { type Json, member } from './rule-language.ts';

const document = documentOf({
  name: '/wrong',
  method: 'GET',
  rule: {
    suspnd: true,
    request: { body: { phone: { type: 'strin' } } },
    components: [[{ name: 'a', type: 'api', url: 'http://a', retryMaxCount: 99 }]],
    response: { body: '{nobody}', status: 1000 },
  },
});
const { json, text } = document;
const checked = checkRule(json, {});
const placed = placeDiagnostics(document, checked);

/** All pointers into a value. */
function pointersOf(value: Json, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [pointer];
  return [
    pointer,
    ...Object.entries(value as object).flatMap(([key, one]) => pointersOf(one as Json, member(pointer, key))),
  ];
}

describe('diagnostics on the drawing', () => {
  it('stand at the card, the request, the response or the document', () => {
    const shown = placed.map(({ node, field }) => `${node} ${field}`);
    assert.deepEqual([...new Set(shown)].toSorted(), [
      '/rule/components/0/0 /retryMaxCount',
      'document /name',
      'document /rule/suspnd',
      'request /body/phone/type',
      'response /body',
      'response /status',
    ]);
    assert.equal(diagnosticsByNode(placed).get('response')?.length, 2);
  });

  it('stand at what is inside a flow, and on the drawing around it at the flow', () => {
    const inner = { name: 'a', type: 'api', url: 1 };
    const rule = { components: [[{ name: 'f', type: 'flow', cases: [{ when: '(', components: [[inner]] }] }]] };
    const of = documentOf({ name: 'r', method: 'GET', rule: rule });
    const flow = '/rule/components/0/0';
    const list = `${flow}/cases/0/components`;
    const all = placeDiagnostics(of, {
      errors: [`${flow}/cases/0/components/0/0/url`, `${flow}/cases/0/when`].map((pointer) => ({
        pointer: pointer.replace('/rule', ''),
        message: 'wrong',
        severity: 'error' as const,
      })),
      warnings: [],
    });
    assert.deepEqual(
      all.map(({ node, field }) => [node, field]),
      [
        [`${list}/0/0`, '/url'],
        [flow, '/cases/0/when'],
      ],
    );
    assert.equal(diagnosticsByNode(all).get(flow)?.length, 2);
    assert.equal(diagnosticsByNode(all, list).get(`${list}/0/0`)?.length, 1);
  });

  it('stand in the text where their field stands', () => {
    const shown = placed.map((one) => {
      const { from, to } = diagnosticRange(text, one);
      return text.slice(from, to);
    });
    for (const part of ['"name": "/wrong"', '"suspnd": true', '"retryMaxCount": 99', '"body": "{nobody}"']) {
      assert.ok(shown.includes(part), part);
    }
  });

  it('have the line and the column that the check of files says', () => {
    const parsed = parseRuleText(text, 'json');
    assert.ok(parsed.ok);
    for (const one of placed) {
      const { line, column } = diagnosticRange(text, one);
      assert.deepEqual({ line, column }, parsed.locate(one.pointer));
    }
  });
});

describe('the place of a pointer in a text', () => {
  it('is the member or element that it leads to, however the text is written', () => {
    fc.assert(
      fc.property(ruleFile, fc.constantFrom('', ' ', '\t'), (rule, indent) => {
        const written = JSON.stringify(rule, null, indent);
        for (const pointer of pointersOf(rule)) {
          const { from, to } = rangeOf(written, pointer);
          const part = written.slice(from, to);
          const value = JSON.stringify(valueAt(rule, pointer), null, indent).replaceAll(/\s/g, '');
          assert.ok(part.replaceAll(/\s/g, '').endsWith(value), pointer);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is the deepest value on the way to what is missing', () => {
    const { from, to } = rangeOf('{"rule": {"response": {}}}', '/rule/response/body/x');
    assert.deepEqual([from, to], [10, 24]);
  });

  it('is found as far as a text goes that is no JSON yet', () => {
    fc.assert(
      fc.property(ruleFile, fc.nat(), fc.string({ maxLength: 3 }), (rule, cut, put) => {
        const whole = JSON.stringify(rule, null, 2);
        const at = cut % whole.length;
        const broken = whole.slice(0, at) + put + whole.slice(at + 2);
        for (const pointer of pointersOf(rule).slice(0, 20)) {
          const { from, to } = rangeOf(broken, pointer);
          assert.ok(from >= 0 && from <= to && to <= broken.length);
        }
      }),
      { numRuns: 200 },
    );
  });
});

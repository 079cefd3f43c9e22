import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkRule } from '../../../../src/rule/check.ts';
import { documentOf, layersOf, readDocument } from './document.ts';
import { drawingOf } from './drawing.ts';
import { dropTargetAt } from './drop-target.ts';
import { applyEdit } from './edit.ts';
import { MEASURE } from './layout.ts';
import { linesOf } from './lines.ts';
import { document as anyDocument } from './rule-arbitrary.ts';

const register = readDocument(readFileSync(path.join(import.meta.dirname, '../../../../rules/register.json'), 'utf8'));
assert.ok(register.ok);
const drawing = drawingOf(register.document);

const api = (name: string, more = {}) => ({ name, type: 'api', url: 'http://a', outputName: name, ...more });

function ends(...components: object[][]): string[] {
  const document = documentOf({ rule: { components: components as never, response: { body: '{a.x}' } } });
  return linesOf(document).map(({ from, to }) => `${from.slice(-3)} > ${to.slice(-3)}`);
}

describe('the drawing of a rule', () => {
  it('shows layers as columns and components as cards with name, type and target', () => {
    const shown = drawing.cards.map(({ name, type, target, position }) => [
      position.layer,
      position.at,
      name,
      type,
      target,
    ]);
    assert.deepEqual(shown, [
      [0, 0, 'user', 'api', 'POST {var.SELF}/ps/demo/user/register'],
      [1, 0, 'coupon', 'api', 'POST {var.SELF}/ps/demo/coupon/grant'],
      [1, 1, 'sms', 'api', 'POST {var.SELF}/ps/demo/sms/send'],
    ]);
    assert.equal(drawing.request.title, 'POST api/v1/register');
    assert.deepEqual(drawing.request.fields, ['body.phone', 'body.name', 'body.email']);
    assert.equal(drawing.response.title, '200');
  });

  it('shows lines from the request and from outputs to what reads them', () => {
    const [user, coupon, sms] = drawing.cards.map(({ id }) => id);
    assert.deepEqual(
      drawing.lines.filter(({ to }) => to !== 'response').map(({ from, to, labels }) => [from, to, labels]),
      [
        ['request', user, ['request.body.phone', 'request.body.name', 'request.body.email']],
        [user, coupon, ['user.id']],
        ['request', sms, ['request.body.phone']],
        [user, sms, ['user.name']],
      ],
    );
  });

  it('a line comes from the nearest layer that surely provides the output, and all after it', () => {
    const reader = api('r', { outputName: 'r', input: '{a.b.c}' });
    assert.deepEqual(ends([api('a')], [api('a')], [reader]), ['1/0 > 2/0', '1/0 > nse']);
    assert.deepEqual(ends([api('a')], [api('a', { condition: 'true' })], [reader]), [
      '1/0 > 2/0',
      '0/0 > 2/0',
      '1/0 > nse',
      '0/0 > nse',
    ]);
    assert.deepEqual(ends([api('a'), api('r', { input: '{a}' })]), ['0/0 > nse']);
    assert.deepEqual(ends([api('a', { outputName: 'a.b' }), api('z', { outputName: 'a.x' })]), ['0/1 > nse']);
  });

  it('draws no line from an output of which the check of the rule says that nobody reads it', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const from = new Set(linesOf(document).map((line) => line.from));
        const { errors, warnings } = checkRule(document.json, {});
        // Of a field that a type does not have the check reads nothing.
        fc.pre(errors.every(({ message }) => !/placeholder|condition|unknown for the type/.test(message)));
        for (const { pointer, message } of warnings) {
          if (!message.startsWith('nobody reads')) continue;
          assert.ok(!from.has(`/rule${pointer.replace('/outputName', '')}`), message);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('shows the inside of a flow between its begin and its end, and at its card what is read from outside', () => {
    const inner = [[api('b', { input: '{a.x} {line.sku}' })], [api('c', { input: '{b.id}' })]];
    const flow = api('f', { type: 'flow', foreach: '{a.lines}', as: 'line', components: inner, outputData: '{c.id}' });
    const document = documentOf({ rule: { components: [[api('a')], [flow]] as never, response: { body: '{f}' } } });
    const [, card] = drawingOf(document).cards;
    assert.deepEqual([card?.innerCount, card?.marks.map(({ kind }) => kind)], [2, ['loop']]);
    const lines = (list?: string) =>
      linesOf(document, list).map(({ from, to, labels }) => [from, to, ...labels].join(' '));
    const [a, f] = ['/rule/components/0/0', '/rule/components/1/0'];
    assert.deepEqual(lines(), [`${a} ${f} a.lines a.x`, `${f} response f`]);
    const list = `${f}/components`;
    const [b, c] = [`${list}/0/0`, `${list}/1/0`];
    assert.deepEqual(lines(list), [`begin ${b} a.x line.sku`, `${b} ${c} b.id`, `${c} end c.id`]);
    const inside = drawingOf(document, list);
    assert.deepEqual([inside.request.id, inside.response.id], ['begin', 'end']);
    assert.deepEqual(
      inside.cards.map(({ fullName }) => fullName),
      ['f/b', 'f/c'],
    );
  });

  it('marks what a table says', () => {
    const marked = api('a', {
      condition: '{x}',
      retryMaxCount: 3,
      isCache: true,
      ignoreError: true,
      nowResponse: true,
    });
    const [card] = drawingOf(documentOf({ rule: { components: [[marked]] } })).cards;
    assert.deepEqual(
      card?.marks.map(({ kind, detail }) => `${kind} ${detail}`),
      ['condition {x}', 'retry 3', 'cache 300', 'ignoreError null', 'nowResponse true'],
    );
  });

  it('puts no card upon another, each into the band of its layer', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const { cards, bands, request, response, width, height } = drawingOf(document);
        const rects = [...cards, request, response].map(({ rect }) => rect);
        rects.forEach((a, index) => {
          assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height);
          for (const b of rects.slice(index + 1)) {
            const isApart =
              a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
            assert.ok(isApart);
          }
        });
        for (const { rect, position } of cards) {
          const band = bands[position.layer]?.rect;
          assert.ok(band && rect.x > band.x && rect.x + rect.width < band.x + band.width);
          assert.ok(rect.y + rect.height < band.y + band.height);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('draws 64 components in each of 64 layers in reasonable work', () => {
    const layer = (index: number) =>
      Array.from({ length: 64 }, (_, at) => api(`c${index}_${at}`, { input: `{c${index - 1}_${at}.x}` }));
    const { cards, lines } = drawingOf(
      documentOf({ rule: { components: Array.from({ length: 64 }, (_, i) => layer(i)) } }),
    );
    assert.equal(cards.length, 4096);
    assert.equal(lines.length, 63 * 64);
  });
});

describe('where a card is dropped', () => {
  const [first, second] = drawing.bands.map(({ rect }) => rect);
  assert.ok(first && second);
  const top = MEASURE.bandHead;

  it('in a layer: before the card whose middle is below, or last', () => {
    const x = second.x + 5;
    assert.deepEqual(dropTargetAt(drawing, x, top + 1)?.place, { layer: 1, at: 0 });
    assert.deepEqual(dropTargetAt(drawing, x, top + MEASURE.cardHeight)?.place, { layer: 1, at: 1 });
    assert.deepEqual(dropTargetAt(drawing, x, drawing.height)?.place, { layer: 1, at: 2 });
  });

  it('between layers, before the first and behind the last: in a new layer', () => {
    assert.deepEqual(dropTargetAt(drawing, first.x - 5, top)?.place, { newLayer: 0 });
    assert.deepEqual(dropTargetAt(drawing, second.x - 5, top)?.place, { newLayer: 1 });
    assert.deepEqual(dropTargetAt(drawing, second.x + second.width + 5, top)?.place, { newLayer: 2 });
  });

  it('nowhere on the request, on the response and outside', () => {
    assert.equal(dropTargetAt(drawing, 5, top), undefined);
    assert.equal(dropTargetAt(drawing, drawing.width - 5, top), undefined);
    assert.equal(dropTargetAt(drawing, second.x + 5, drawing.height + 500), undefined);
  });

  it('every place that it gives takes a card', () => {
    const anywhere = fc.record({ x: fc.integer({ min: -50, max: 2500 }), y: fc.integer({ min: -100, max: 900 }) });
    fc.assert(
      fc.property(anyDocument, anywhere, (document, { x, y }) => {
        const target = dropTargetAt(drawingOf(document), x, y);
        if (target === undefined) return;
        const after = applyEdit(document, { type: 'addComponent', place: target.place, component: api('new') });
        assert.equal(layersOf(after).flat().length, layersOf(document).flat().length + 1);
      }),
    );
  });
});

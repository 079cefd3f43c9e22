import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type DesignerDocument, documentOf, layersOf, pointerOf, positionOf } from './document.ts';
import { applyEdit } from './edit.ts';
import { type Key, keyAction } from './keyboard.ts';
import { document as anyDocument, positionsOf } from './rule-arbitrary.ts';

const named = (name: string) => ({ name, type: 'script', url: 'a' });

function rule(layers: string): DesignerDocument {
  return documentOf({
    rule: { components: layers.split('|').map((layer) => layer.split(' ').filter(Boolean).map(named)) },
  });
}

/** The node that the name stands for. */
function nodeOf(document: DesignerDocument, name: string): string {
  const position = positionsOf(document).find(({ layer, at }) => nameAt(document, layer, at) === name);
  return position === undefined ? name : pointerOf(position);
}

function nameAt(document: DesignerDocument, layer: number, at: number): string {
  return (layersOf(document)[layer]?.[at] as { name: string } | undefined)?.name ?? '';
}

/** The rule and the focus after a key: `b|a > a`. */
function press(layers: string, focus: string, key: Key): string | undefined {
  const document = rule(layers);
  const action = keyAction(document, nodeOf(document, focus), key);
  if (action === undefined) return undefined;
  if (!('focus' in action)) return action.type;
  const after = action.type === 'edit' ? applyEdit(document, action.edit) : document;
  const position = positionOf(action.focus);
  const focused = position === undefined ? action.focus : nameAt(after, position.layer, position.at);
  const shown = layersOf(after).map((layer) => layer.map((one) => (one as { name: string }).name).join(' '));
  return `${shown.join('|')} > ${focused}`;
}

const left = { key: 'ArrowLeft' };
const right = { key: 'ArrowRight' };
const up = { key: 'ArrowUp' };
const down = { key: 'ArrowDown' };
const alt = (key: Key) => ({ ...key, altKey: true });
const altShift = (key: Key) => ({ ...key, altKey: true, shiftKey: true });

describe('the keyboard on the drawing', () => {
  it('arrows move the focus over request, cards and response', () => {
    assert.equal(press('a b|c', 'request', right), 'a b|c > a');
    assert.equal(press('a b|c', 'b', right), 'a b|c > c');
    assert.equal(press('a b|c', 'c', right), 'a b|c > response');
    assert.equal(press('a b|c', 'response', left), 'a b|c > c');
    assert.equal(press('a b|c', 'a', left), 'a b|c > request');
    assert.equal(press('a b|c', 'a', down), 'a b|c > b');
    assert.equal(press('a b|c', 'b', up), 'a b|c > a');
    assert.equal(press('a||c', 'a', right), 'a||c > c');
    assert.equal(press('', 'request', right), ' > response');
  });

  it('leaves to the browser what leads nowhere', () => {
    assert.equal(press('a b', 'a', up), undefined);
    assert.equal(press('a b', 'b', down), undefined);
    assert.equal(press('a', 'request', left), undefined);
    assert.equal(press('a', 'request', alt(right)), undefined);
    assert.equal(press('a', 'request', { key: 'Delete' }), undefined);
    assert.equal(press('a', 'a', { key: 'x' }), undefined);
  });

  it('Alt and arrows move the card: within its layer, into the neighbours, beyond the ends into a new layer', () => {
    assert.equal(press('a b c', 'a', alt(down)), 'b a c > a');
    assert.equal(press('a b c', 'c', alt(up)), 'a c b > c');
    assert.equal(press('a b|c', 'b', alt(right)), 'a|c b > b');
    assert.equal(press('a b|c', 'c', alt(left)), 'c a b > c');
    assert.equal(press('a b', 'b', alt(right)), 'a|b > b');
    assert.equal(press('a b', 'b', alt(left)), 'b|a > b');
    assert.equal(press('a|b', 'b', alt(right)), undefined);
  });

  it('Alt, Shift and arrows move the card into a new layer beside its own', () => {
    assert.equal(press('a b|c', 'b', altShift(right)), 'a|b|c > b');
    assert.equal(press('a|b c', 'b', altShift(left)), 'a|b|c > b');
    assert.equal(press('a|b', 'a', altShift(right)), undefined);
  });

  it('Delete deletes the card; the focus stays near', () => {
    assert.equal(press('a b|c', 'a', { key: 'Delete' }), 'b|c > b');
    assert.equal(press('a b|c', 'b', { key: 'Delete' }), 'a|c > a');
    assert.equal(press('a|b|c', 'b', { key: 'Delete' }), 'a|c > c');
    assert.equal(press('a|b', 'b', { key: 'Delete' }), 'a > a');
    assert.equal(press('a', 'a', { key: 'Delete' }), ' > request');
  });

  it('Ctrl+D duplicates, Ctrl+Z and Ctrl+Shift+Z undo and redo, on a Mac with its own key', () => {
    assert.equal(press('a b', 'a', { key: 'd', ctrlKey: true }), 'a a2 b > a2');
    assert.equal(press('a b', 'a', { key: 'D', metaKey: true }), 'a a2 b > a2');
    assert.equal(press('a', 'request', { key: 'z', ctrlKey: true }), 'undo');
    assert.equal(press('a', 'a', { key: 'Z', metaKey: true, shiftKey: true }), 'redo');
  });

  it('leads from where a flow begins over what is inside to where it ends', () => {
    const flow = { ...named('f'), type: 'flow', components: [[named('a')], [], [named('b'), named('c')]] };
    const document = documentOf({ rule: { components: [[flow]] } });
    const list = '/rule/components/0/0/components';
    const after = (focus: string, key: string) => keyAction(document, focus, { key }, list);
    const way = ['begin', `${list}/0/0`, `${list}/2/0`, 'end'];
    for (const [index, focus] of way.slice(0, -1).entries()) {
      assert.deepEqual(after(focus, 'ArrowRight'), { type: 'focus', focus: way[index + 1] });
      assert.deepEqual(after(way[index + 1] ?? '', 'ArrowLeft'), { type: 'focus', focus });
    }
    assert.equal(after('end', 'ArrowRight'), undefined);
  });

  it('whatever key is pressed, the edit can be made and the focus is on a node that is there', () => {
    const keys = fc.record({
      key: fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Delete', 'd'),
      altKey: fc.boolean(),
      shiftKey: fc.boolean(),
      ctrlKey: fc.boolean(),
    });
    fc.assert(
      fc.property(anyDocument, keys, (document, key) => {
        for (const focus of ['request', 'response', ...positionsOf(document).map(pointerOf)]) {
          const action = keyAction(document, focus, key, positionOf(focus)?.list);
          if (action === undefined || !('focus' in action)) continue;
          const after = action.type === 'edit' ? applyEdit(document, action.edit) : document;
          if (action.type === 'edit') assert.notEqual(after, document);
          const nodes = ['request', 'response', 'begin', 'end', ...positionsOf(after).map(pointerOf)];
          assert.ok(nodes.includes(action.focus), action.focus);
        }
      }),
      { numRuns: 500 },
    );
  });
});

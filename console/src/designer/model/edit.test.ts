import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { componentAt, COMPONENTS, type DesignerDocument, documentOf, layersOf } from './document.ts';
import { applyEdit, cardAfterEdit, type Edit, newComponent, withType } from './edit.ts';
import { EditError } from './edit-error.ts';
import { valueAt } from './json-value.ts';
import { document as anyDocument, edit as anyEdit, move, positionsOf, tryEdit } from './rule-arbitrary.ts';

/** Layers by the names of their components: `a b|c`. */
function rule(layers: string): DesignerDocument {
  const components = layers === '' ? [] : layers.split('|').map((layer) => layer.split(' ').filter(Boolean).map(named));
  return documentOf({ name: 'r', method: 'GET', rule: { components } });
}

function named(name: string) {
  return { name, type: 'api', url: 'http://a', outputName: name };
}

function shown(document: DesignerDocument): string {
  return layersOf(document)
    .map((layer) => layer.map((one) => (one as { name: string }).name).join(' '))
    .join('|');
}

function after(layers: string, edit: Edit): string {
  return shown(applyEdit(rule(layers), edit));
}

/** Why an edit is refused. */
function refusal(layers: string, edit: Edit): string {
  return refusalOf(rule(layers), edit);
}

function refusalOf(document: DesignerDocument, edit: Edit): string {
  try {
    applyEdit(document, edit);
  } catch (error) {
    if (error instanceof EditError) return error.message;
  }
  return assert.fail('the edit was made');
}

describe('edits of a rule', () => {
  it('puts a component into a layer, and into a new one before, between and behind', () => {
    const component = named('x');
    assert.equal(after('a b|c', { type: 'addComponent', place: { layer: 0, at: 1 }, component }), 'a x b|c');
    assert.equal(after('a b|c', { type: 'addComponent', place: { newLayer: 0 }, component }), 'x|a b|c');
    assert.equal(after('a b|c', { type: 'addComponent', place: { newLayer: 1 }, component }), 'a b|x|c');
    assert.equal(after('a b|c', { type: 'addComponent', place: { newLayer: 2 }, component }), 'a b|c|x');
    assert.equal(after('', { type: 'addComponent', place: { newLayer: 0 }, component }), 'x');
  });

  it('moves a card within its layer: the place is counted with the card still in it', () => {
    const from = { layer: 0, at: 0 };
    assert.equal(after('a b c', { type: 'moveComponent', from, to: { layer: 0, at: 2 } }), 'b a c');
    assert.equal(after('a b c', { type: 'moveComponent', from, to: { layer: 0, at: 3 } }), 'b c a');
    assert.equal(
      after('a b c', { type: 'moveComponent', from: { layer: 0, at: 2 }, to: { layer: 0, at: 0 } }),
      'c a b',
    );
  });

  it('moves a card into another layer and into a new one; a layer left empty vanishes', () => {
    const from = { layer: 0, at: 0 };
    assert.equal(after('a|b c', { type: 'moveComponent', from, to: { layer: 1, at: 1 } }), 'b a c');
    assert.equal(after('a x|b', { type: 'moveComponent', from, to: { newLayer: 1 } }), 'x|a|b');
    assert.equal(after('a|b|c', { type: 'moveComponent', from, to: { newLayer: 3 } }), 'b|c|a');
    assert.equal(after('a|b', { type: 'moveComponent', from: { layer: 1, at: 0 }, to: { layer: 0, at: 0 } }), 'b a');
  });

  it('gives the same document back where a card stays where it is', () => {
    const document = rule('a|b c');
    for (const to of [{ layer: 0, at: 0 }, { layer: 0, at: 1 }, { newLayer: 0 }, { newLayer: 1 }]) {
      assert.equal(applyEdit(document, { type: 'moveComponent', from: { layer: 0, at: 0 }, to }), document);
    }
  });

  it('moves never lose a card, and leave no layer empty that had one', () => {
    fc.assert(
      fc.property(anyDocument, move, (document, edit) => {
        const moved = tryEdit(document, edit);
        if (moved === undefined) return;
        const { list } = edit.from;
        const all = (of: DesignerDocument) =>
          layersOf(of, list)
            .flat()
            .map((one) => JSON.stringify(one))
            .sort();
        const empty = (of: DesignerDocument) => layersOf(of, list).filter((layer) => layer.length === 0).length;
        assert.deepEqual(all(moved), all(document));
        assert.ok(empty(moved) <= empty(document));
        const after = cardAfterEdit(document, edit) ?? edit.from;
        assert.equal(componentAt(moved, after), componentAt(document, edit.from));
      }),
      { numRuns: 500 },
    );
  });

  it('deletes a card, and its layer with the last one', () => {
    assert.equal(after('a b|c', { type: 'deleteComponent', position: { layer: 1, at: 0 } }), 'a b');
    assert.equal(after('a b|c', { type: 'deleteComponent', position: { layer: 0, at: 0 } }), 'b|c');
  });

  it('duplicates a card under a name that is free, its output too', () => {
    const document = applyEdit(rule('coupon coupon2|a'), { type: 'duplicateComponent', position: { layer: 0, at: 0 } });
    assert.equal(shown(document), 'coupon coupon3 coupon2|a');
    assert.equal(valueAt(document.json, '/rule/components/0/1/outputName'), 'coupon3');
  });

  it('a duplicate never has a name or an output that was there', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        for (const position of positionsOf(document)) {
          const copied = tryEdit(document, { type: 'duplicateComponent', position });
          // Among layers that are none, nothing is put.
          if (copied === undefined) continue;
          const copy = componentAt(copied, { ...position, at: position.at + 1 }) ?? {};
          const others = layersOf(document, position.list).flat() as (typeof copy)[];
          assert.ok(!others.some(({ name }) => name === copy.name));
          if (copy.outputName !== undefined) assert.ok(!others.some((one) => one.outputName === copy.outputName));
        }
      }),
    );
  });

  it('adds and removes layers', () => {
    assert.equal(after('a|b', { type: 'addLayer', at: 1 }), 'a||b');
    assert.equal(after('a|b', { type: 'removeLayer', layer: 0 }), 'b');
  });

  it('sets a field by its pointer, what is missing on the way too, and removes it', () => {
    const document = rule('a');
    const pointer = '/rule/response/error/status';
    const set = applyEdit(document, { type: 'setField', pointer, value: 503 });
    assert.equal(valueAt(set.json, pointer), 503);
    assert.equal(valueAt(applyEdit(set, { type: 'removeField', pointer }).json, pointer), undefined);
    assert.equal(applyEdit(set, { type: 'setField', pointer, value: 503 }), set);
    assert.equal(applyEdit(document, { type: 'removeField', pointer }), document);
  });

  it('removes a field with the object around it where that would be empty', () => {
    const auto = '/rule/recover/auto';
    const one = applyEdit(rule('a'), { type: 'setField', pointer: auto, value: true });
    const two = applyEdit(one, { type: 'setField', pointer: '/rule/recover/max', value: 3 });
    const removed = (of: DesignerDocument) => applyEdit(of, { type: 'removeField', pointer: auto, withParent: true });
    assert.equal(valueAt(removed(one).json, '/rule/recover'), undefined);
    assert.deepEqual(valueAt(removed(two).json, '/rule/recover'), { max: 3 });
  });

  it('sets and removes request, response and error', () => {
    const set = applyEdit(rule(''), { type: 'setError', value: { status: 503 } });
    assert.deepEqual(valueAt(set.json, '/rule/response'), { error: { status: 503 } });
    const removed = applyEdit(set, { type: 'setResponse', value: undefined });
    assert.equal(valueAt(removed.json, '/rule/response'), undefined);
  });

  it('replaces the JSON, as a value and as a text that stays as it is written', () => {
    const text = '{ "name":"x",\n "rule": {} }';
    const document = applyEdit(rule('a'), { type: 'replaceText', text });
    assert.equal(document.text, text);
    assert.deepEqual(applyEdit(document, { type: 'replaceJson', json: { rule: {} } }).json, { rule: {} });
  });

  it('says why an edit cannot be made', () => {
    const refusals: readonly (readonly [Edit, string])[] = [
      [{ type: 'deleteComponent', position: { layer: 0, at: 4 } }, 'layer 1 has 1 components, and no 5th'],
      [{ type: 'removeLayer', layer: 7 }, 'there is no layer 8; the rule has 1'],
      [{ type: 'addLayer', at: 3 }, 'a layer cannot be put before layer 4: expected 1 to 2'],
      [
        { type: 'setField', pointer: '/rule/components/0/0/name/x', value: 1 },
        '/rule/components/0/0/name/x leads through "a", which is no object or list',
      ],
      [
        { type: 'setField', pointer: '/rule/components/0/1', value: {} },
        '/rule/components/0/1: a list of 1 has no element 1; set the list itself',
      ],
      [
        { type: 'removeField', pointer: '/rule/components/0/0' },
        '/rule/components/0/0 is no field: delete the component or remove the layer',
      ],
      [{ type: 'replaceText', text: '{' }, 'line 1, column 2: expected a name or }'],
    ];
    for (const [edit, message] of refusals) assert.equal(refusal('a', edit), message);
    assert.throws(
      () => applyEdit(documentOf({ rule: { components: {} } }), { type: 'addLayer', at: 0 }),
      /\/rule\/components is not a list of layers; correct it in the JSON first/,
    );
  });

  it('any edit gives a document whose text is its JSON, or is refused with a reason', () => {
    fc.assert(
      fc.property(anyDocument, anyEdit, (document, edit) => {
        const before = JSON.stringify(document);
        const edited = tryEdit(document, edit);
        assert.equal(JSON.stringify(document), before);
        if (edited !== undefined) assert.deepEqual(JSON.parse(edited.text), JSON.parse(JSON.stringify(edited.json)));
      }),
      { numRuns: 500 },
    );
  });

  it('edits the layers inside a flow, and of its cases, as those of the rule', () => {
    const flow = (name: string, inside: object) => ({ ...named(name), type: 'flow', ...inside });
    const inner = flow('inner', { cases: [{ when: '{a}', components: [[named('x')]] }, { components: [] }] });
    const document = documentOf({
      rule: { components: [[flow('f', { components: [[named('a'), named('b')], [inner]] })]] },
    });
    const list = `${COMPONENTS}/0/0/components`;
    const deep = `${list}/1/0/cases/0/components`;
    const names = (of: DesignerDocument, at: string) =>
      layersOf(of, at)
        .map((layer) => layer.map((one) => (one as { name: string }).name).join(' '))
        .join('|');
    const moved = applyEdit(document, { type: 'moveComponent', from: { list, layer: 0, at: 0 }, to: { newLayer: 2 } });
    assert.equal(names(moved, list), 'b|inner|a');
    const edit: Edit = { type: 'addComponent', place: { layer: 0, at: 1 }, component: named('y'), list: deep };
    assert.equal(names(applyEdit(document, edit), deep), 'x y');
    assert.deepEqual(cardAfterEdit(document, edit), { list: deep, layer: 0, at: 1 });
    const emptied = applyEdit(document, { type: 'deleteComponent', position: { list: deep, layer: 0, at: 0 } });
    assert.equal(names(emptied, deep), '');
    assert.equal(
      names(applyEdit(document, { type: 'duplicateComponent', position: { list, layer: 0, at: 0 } }), list),
      'a a2 b|inner',
    );
    assert.equal(newComponent(document, 'flow', list).name, 'flow');
    assert.equal(
      refusalOf(document, { type: 'removeField', pointer: `${deep}/0/0` }),
      `${deep}/0/0 is no field: delete the component or remove the layer`,
    );
  });

  it('begins a component under a free name', () => {
    assert.deepEqual(newComponent(rule('call'), 'api'), { name: 'call2', type: 'api', url: '', outputName: 'call2' });
  });
});

describe('a component of another type', () => {
  it('keeps what both types have, but not the URL', () => {
    const api = { name: 'a', type: 'api', url: 'http://a', method: 'POST', input: '{b}', retryMaxCount: 2 };
    assert.deepEqual(withType(api, 'script'), { name: 'a', type: 'script', url: '', input: '{b}', retryMaxCount: 2 });
    assert.deepEqual(withType(withType(api, 'flow'), 'api'), { name: 'a', type: 'api', url: '' });
    assert.deepEqual(withType(api, 'flow'), { name: 'a', type: 'flow', components: [] });
  });
});

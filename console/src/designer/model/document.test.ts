import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { documentOf, newDocument, readDocument, type DesignerDocument } from './document.ts';
import { drawingOf } from './drawing.ts';
import { allLists } from './flows.ts';
import { applyEdit } from './edit.ts';
import { document as anyDocument, ruleFile } from './rule-arbitrary.ts';

const RULES = path.join(import.meta.dirname, '../../../../rules');

function read(text: string): DesignerDocument {
  const found = readDocument(text);
  assert.ok(found.ok, JSON.stringify(found));
  return found.document;
}

describe('the document of the designer', () => {
  it('keeps the text of an unedited document byte for byte', () => {
    for (const file of readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    )) {
      const text = readFileSync(path.join(RULES, file), 'utf8');
      const document = read(text);
      drawingOf(document);
      assert.equal(document.text, text);
    }
  });

  it('gives the same document for the JSON of a drawn one', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const cards = drawingOf(document).cards.map(({ component }) => component);
        assert.deepEqual(cards, (document.json as { rule: { components: unknown[][] } }).rule.components.flat());
        const again = read(document.text);
        assert.equal(again.text, document.text);
        for (const list of allLists(document)) assert.deepEqual(drawingOf(again, list), drawingOf(document, list));
      }),
    );
  });

  it('takes a text of any indentation, and writes edits in the same one', () => {
    fc.assert(
      fc.property(ruleFile, fc.constantFrom('\t', '  ', '    '), fc.constantFrom('', '\n'), (json, indent, end) => {
        const text = JSON.stringify(json, null, indent) + end;
        const edited = applyEdit(read(text), { type: 'setField', pointer: '/method', value: 'PATCH' });
        assert.equal(edited.text, JSON.stringify({ ...json, method: 'PATCH' }, null, indent) + end);
      }),
    );
  });

  it('keeps the digits of long numbers, keys that nobody knows and __proto__', () => {
    const text = '{"rule":{"components":[],"future":{"__proto__":1}},"big":12345678901234567890,"name":"a"}';
    const document = applyEdit(read(text), { type: 'setField', pointer: '/name', value: 'b' });
    assert.equal(JSON.stringify(document.json), text.replace('"a"', '"b"'));
  });

  it('says where a text is no document', () => {
    assert.deepEqual(readDocument('{\n  "rule": ,\n}'), {
      ok: false,
      message: 'expected a value',
      offset: 12,
      line: 2,
      column: 11,
    });
    assert.deepEqual(readDocument(' []'), { ok: false, message: 'expected an object', offset: 1, line: 1, column: 2 });
  });

  it('begins a new rule with no layers', () => {
    const { json } = newDocument('users', 'GET');
    assert.deepEqual(json, { name: 'users', method: 'GET', rule: { request: {}, components: [], response: {} } });
  });

  it('draws a document that has not the form of a rule', () => {
    for (const rule of [null, 3, {}, { components: {} }, { components: [3, [null, 'x', { name: 1 }]], response: [] }]) {
      assert.doesNotThrow(() => drawingOf(documentOf({ rule })));
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseJsonText } from '../../../designer/model/rule-language.ts';
import type { Json, JsonObject } from '../../../designer/model/rule-language.ts';
import { applyMergePatch, equalJson, mergePatchOf, withoutFields } from './merge-patch.ts';

const name = fc.constantFrom('a', 'b', 'c/d', '~', '__proto__', 'user');
const leaf = fc.oneof(fc.constantFrom(null, 0, 1, true, '', 'x'), fc.constant(null));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
}));
const documents = fc
  .dictionary(name, value, { maxKeys: 4 })
  .map((one) => parseJsonText(JSON.stringify(one)) as JsonObject);

describe('the merge patch of an edit', () => {
  it('makes the edited document of the kept one, but for fields that are set to null', () => {
    fc.assert(
      fc.property(documents, documents, (kept, edited) => {
        const { patch, nulls } = mergePatchOf(kept, edited);
        const patched = applyMergePatch(kept, patch) as JsonObject;
        assert.ok(
          equalJson(withoutFields(patched, nulls), withoutFields(edited, nulls)),
          `${JSON.stringify(patch)} makes ${JSON.stringify(patched)} of ${JSON.stringify(kept)}, not ${JSON.stringify(edited)}`,
        );
      }),
    );
  });

  it('is complete where no field is set to null', () => {
    fc.assert(
      fc.property(documents, documents, (kept, edited) => {
        const sayable = withoutFields(edited, mergePatchOf(kept, edited).nulls);
        const { patch, nulls } = mergePatchOf(kept, sayable);
        assert.deepEqual(nulls, []);
        assert.ok(equalJson(applyMergePatch(kept, patch), sayable));
      }),
    );
  });

  it('is empty where nothing is changed', () => {
    fc.assert(fc.property(documents, (kept) => assert.deepEqual(mergePatchOf(kept, kept).patch, {})));
  });

  const read = (text: string): JsonObject => parseJsonText(text) as JsonObject;

  it('names what is changed and no more, and removes with null', () => {
    const kept = read('{"user":{"id":1,"name":"Ada"},"list":[1,2],"old":true}');
    const edited = read('{"user":{"name":"Ada","id":2},"list":[1]}');
    assert.deepEqual(mergePatchOf(kept, edited), { patch: { old: null, user: { id: 2 }, list: [1] }, nulls: [] });
  });

  it('says which fields are set to null; in a list null is a value like any other', () => {
    const kept = read('{"a":{"b":1},"was":null}');
    const edited = read('{"a":{"b":null},"was":null,"new":{"x/y":null},"list":[{"n":null}]}');
    const { patch, nulls } = mergePatchOf(kept, edited);
    assert.deepEqual(nulls, ['/a/b', '/new/x~1y']);
    assert.deepEqual(patch, { new: {}, list: [{ n: null }] });
  });

  it('keeps the digits of long numbers, and sees a change of the last one', () => {
    const kept = read('{"id":12345678901234567890,"other":0.12345678901234567890}');
    const edited = read('{"id":12345678901234567891,"other":0.12345678901234567890}');
    assert.equal(JSON.stringify(mergePatchOf(kept, edited).patch), '{"id":12345678901234567891}');
  });
});

describe('equality of JSON', () => {
  it('does not mind the order of keys', () => {
    assert.ok(equalJson({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 }));
    assert.ok(!equalJson({ a: 1 }, { a: undefined as unknown as Json }));
    assert.ok(!equalJson([], {}));
  });
});

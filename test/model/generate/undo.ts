import fc from 'fast-check';
import type { JsonObject } from '../../../src/json.ts';
import { retries, sending, sometimes, verdict } from './component.ts';
import type { Sending } from './component.ts';
import { condition } from './condition.ts';
import { contextPath, text } from './template.ts';

/** What undoes a component, before that has a place. */
export interface UndoDraft {
  readonly sending: Sending;
  /** It is a script, and no call. */
  readonly isScript: boolean;
  readonly rest: JsonObject;
}

const undoPath = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('error.code', 'error.msg', 'error.component') },
  { weight: 3, arbitrary: contextPath },
);

const input = fc
  .dictionary(fc.constantFrom('own', 'code', 'why'), text(undoPath), { minKeys: 1, maxKeys: 3 })
  .map((one): JsonObject => ({ method: 'POST', input: one }));

export const undoDraft: fc.Arbitrary<UndoDraft> = fc.record({
  sending: fc.oneof(
    { weight: 1, arbitrary: sending },
    { weight: 3, arbitrary: input.map((rest): Sending => ({ urlTail: '', rest })) },
  ),
  isScript: fc.constantFrom(false, false, false, false, true),
  rest: fc
    .tuple(
      sometimes(3, retries),
      sometimes(
        8,
        condition(contextPath).map((one): JsonObject => ({ condition: one })),
      ),
      sometimes(8, verdict),
      sometimes(8, fc.constant<JsonObject>({ ignoreError: true })),
    )
    .map((parts) => Object.assign({}, ...parts) as JsonObject),
});

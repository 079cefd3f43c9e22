import Type from 'typebox';
import { calledAgain, http, RULE, SCRIPT, URL } from './component.ts';
import { common } from './every-type.ts';
import { requesting } from './request-call.ts';
import { strictObject } from './strict-object.ts';

/** Of what undoes a component: it has no name of its own, and nothing reads what it gives. */
function undoing<T extends string>(type: T) {
  const { desc, condition, timeout, ignoreError } = common(type, 60);
  return { type: Type.Literal(type), desc, condition, timeout, ignoreError };
}

const apiUndoSchema = strictObject({ ...undoing('api'), ...calledAgain(URL), ...http });
const ruleUndoSchema = strictObject({ ...undoing('rule'), ...calledAgain(RULE), ...requesting });
const scriptUndoSchema = strictObject({ ...undoing('script'), ...calledAgain(SCRIPT) });

/** What undoes a component, by its `type`. */
export const compensationDefinition = {
  type: 'object',
  required: ['type'],
  oneOf: [apiUndoSchema, ruleUndoSchema, scriptUndoSchema],
};

export type CompensationSpec =
  Type.Static<typeof apiUndoSchema> | Type.Static<typeof ruleUndoSchema> | Type.Static<typeof scriptUndoSchema>;

import Type from 'typebox';
import type { Json } from '../../json.ts';
import { WAIT_KINDS, WAIT_ROLES } from '../wait-types.ts';
import { common } from './every-type.ts';
import { fieldRules } from './field-rule.ts';
import { optional, strictObject } from './strict-object.ts';

/** A year: no timer is needed for a run that rests. */
const LONGEST_WAIT_SECONDS = 31_536_000;

/** The run rests. */
export const waitSchema = strictObject({
  ...common('wait', 0),
  for: Type.Enum([...WAIT_KINDS], { description: 'What is waited for.' }),
  timeout: optional(
    Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_WAIT_SECONDS }),
    'Seconds until nobody is waited for any more (110017). Default 86400.',
  ),
  body: optional(fieldRules, 'Of a callback: field rules of its body.'),
  title: optional(Type.String({ minLength: 1 }), 'Of an approval, a template: what is to be approved.'),
  form: optional(fieldRules, 'Of an approval: field rules of what is filled in with it.'),
  roles: optional(
    Type.Array(Type.Enum([...WAIT_ROLES]), { minItems: 1 }),
    'Of an approval: who may give it; each may also do what those before it may: viewer, operator, developer, admin. Default ["operator"].',
  ),
  onReject: optional(
    Type.Enum(['break', 'continue']),
    'Of an approval that is refused: the run ends as broken (110008), the default, or goes on.',
  ),
  seconds: optional(
    Type.Unsafe<number | string>({ type: ['number', 'string', 'object'] }),
    'Of a time: so many seconds after it is reached, a template.',
  ),
  at: optional(Type.Unsafe<Json>({ type: ['string', 'object'] }), 'Of a time: when, ISO 8601, a template.'),
});

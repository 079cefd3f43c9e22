import Type from 'typebox';
import type { Json } from '../../json.ts';
import { headerSchema } from './request-call.ts';
import { optional, strictObject } from './strict-object.ts';

const json = Type.Unsafe<Json>({});
const status = Type.Unsafe<number | string>({ type: ['integer', 'string'], minimum: 200, maximum: 599 });

const TYPES = ['json', 'xml', 'yaml', 'text'] as const;

/** One type, or several from which `Accept` chooses. */
const answerType = Type.Unsafe<(typeof TYPES)[number] | 'raw' | readonly (typeof TYPES)[number][]>({
  type: ['string', 'array'],
  if: { type: 'string' },
  then: { enum: [...TYPES, 'raw'] },
  else: { items: { enum: [...TYPES] }, minItems: 1, uniqueItems: true },
});

const HEADER_HELP =
  'Header names with templates as values; a list repeats a header, "*" puts in the headers of an object.';

/** More cases are refused. */
const MOST_CASES = 64;

const errorFields = {
  type: optional(Type.Enum([...TYPES]), 'How the body is written. Default: as the response says.'),
  status: optional(status, 'HTTP status: a number or a template.'),
  header: optional(headerSchema, HEADER_HELP),
  body: optional(
    json,
    'Any template; also sees {error.code}, {error.msg}, {error.kind}, {error.component}, {error.layer}.',
  ),
};

const errorCaseSchema = strictObject({
  when: optional(Type.String(), 'An expression over {error.code} and the like, and the context; none: the default.'),
  ...errorFields,
});

/** One shape for all failures, or a list of cases. */
const errorSchema = Type.Unsafe<ErrorCaseSpec | readonly ErrorCaseSpec[]>({
  type: ['object', 'array'],
  properties: errorFields,
  additionalProperties: false,
  items: errorCaseSchema,
  maxItems: MOST_CASES,
});

const caseSchema = strictObject({
  when: Type.String({ description: 'An expression; the first case of which it is true is answered.' }),
  status: optional(status, 'HTTP status: a number or a template. Default 200.'),
  header: optional(headerSchema, HEADER_HELP),
  body: optional(json, 'Any template.'),
});

/** What is answered. */
export const responseSchema = strictObject({
  from: optional(
    Type.String({ minLength: 1 }),
    'The name of an api component: its answer is the answer, its body passed on unread.',
  ),
  type: optional(
    answerType,
    'How the body is written; a list: `Accept` chooses, the first by default; raw: {base64, contentType}. Default json.',
  ),
  status: optional(status, 'HTTP status: a number or a template. Default 200.'),
  header: optional(headerSchema, HEADER_HELP),
  body: optional(json, 'Any template.'),
  defaultBody: optional(json, 'Any template: answered when no script has called ctx.response.'),
  cases: optional(
    Type.Array(caseSchema, { maxItems: MOST_CASES }),
    'Several answers: [{"when", "status", "header", "body"}]; the first whose `when` is true takes the place of the others.',
  ),
  xmlName: optional(Type.String(), 'The root element when answering XML. Default xml.'),
  error: optional(
    errorSchema,
    'Shapes failures, refused requests and suspensions; a list: the first case whose `when` is true.',
  ),
});

export type AnswerCaseSpec = Type.Static<typeof caseSchema>;
export type ErrorCaseSpec = Type.Static<typeof errorCaseSchema>;
export type ResponseSpec = Type.Static<typeof responseSchema>;

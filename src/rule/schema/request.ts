import Type from 'typebox';
import type { JsonObject } from '../../json.ts';
import { fieldRules } from './field-rule.ts';
import { errorCode, optional, strictObject } from './strict-object.ts';

const refusal = strictObject({
  when: Type.String({ description: 'An expression; true: the request is refused.' }),
  status: optional(Type.Integer({ minimum: 400, maximum: 599 }), 'HTTP status. Default 400.'),
  code: optional(errorCode, 'Default 000400.'),
  msg: optional(Type.String({ maxLength: 65_536 }), 'A template.'),
});

/** What a request must look like. */
export const requestSchema = strictObject({
  type: optional(
    Type.Enum(['json', 'xml', 'form', 'multipart', 'yaml', 'text', 'raw']),
    'How the body is read; raw: as it comes, {size, contentType}. Default json.',
  ),
  duplicates: optional(
    Type.Enum(['last', 'refuse']),
    'A key that stands twice in a JSON body: the last counts (default), or the request is refused.',
  ),
  maxFiles: optional(Type.Integer({ minimum: 0, maximum: 1000 }), 'The most files of a multipart body. Default 10.'),
  lists: optional(
    Type.Array(Type.String()),
    'Elements of an XML body that are lists even when one or none is there: paths from below the root, o.items.item.',
  ),
  query: optional(fieldRules, 'Field rules of the query string.'),
  header: optional(fieldRules, 'Field rules of the headers; names in any case.'),
  params: optional(fieldRules, 'Field rules of the parameters in the path.'),
  body: optional(fieldRules, "Field rules of the body's members."),
  bodySchema: optional(
    Type.Unsafe<JsonObject | boolean>({ type: ['object', 'boolean'] }),
    'A JSON Schema (2020-12) of the body, instead of `body`.',
  ),
  refuse: optional(
    Type.Array(refusal, { maxItems: 64 }),
    'Which requests are refused that fit the field rules: [{"when", "status", "code", "msg"}]; the first that is true counts.',
  ),
});

export type RequestSpec = Type.Static<typeof requestSchema>;

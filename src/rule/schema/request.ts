import Type from 'typebox';
import type { JsonObject } from '../../json.ts';
import { fieldRules } from './field-rule.ts';
import { optional, strictObject } from './strict-object.ts';

/** What a request must look like. */
export const requestSchema = strictObject({
  type: optional(Type.Enum(['json', 'xml', 'form', 'text']), 'How the body is read. Default json.'),
  duplicates: optional(
    Type.Enum(['last', 'refuse']),
    'A key that stands twice in a JSON body: the last counts (default), or the request is refused.',
  ),
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
});

export type RequestSpec = Type.Static<typeof requestSchema>;

import Type from 'typebox';
import type { Json } from '../../json.ts';
import { headerSchema } from './component.ts';
import { optional, strictObject } from './strict-object.ts';

const json = Type.Unsafe<Json>({});
const status = Type.Unsafe<number | string>({ type: ['integer', 'string'], minimum: 200, maximum: 599 });

const errorSchema = strictObject({
  status: optional(status, 'HTTP status: a number or a template.'),
  header: optional(headerSchema, 'Header names with templates as values.'),
  body: optional(json, 'Any template; also sees {error.code}, {error.msg}, {error.component}, {error.layer}.'),
});

/** What is answered. */
export const responseSchema = strictObject({
  type: optional(Type.Enum(['json', 'xml', 'text']), 'How the body is written. Default json.'),
  status: optional(status, 'HTTP status: a number or a template. Default 200.'),
  header: optional(headerSchema, 'Header names with templates as values.'),
  body: optional(json, 'Any template.'),
  defaultBody: optional(json, 'Any template: answered when no script has called ctx.response.'),
  xmlName: optional(Type.String(), 'The root element when answering XML. Default xml.'),
  error: optional(errorSchema, 'Shapes failures, refused requests and suspensions.'),
});

export type ResponseSpec = Type.Static<typeof responseSchema>;

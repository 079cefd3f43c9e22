import { paramsOf } from '../endpoint-name.ts';
import type { FieldRule, FieldRules } from '../schema/field-rule.ts';
import type { RequestSpec } from '../schema/request.ts';
import { closed, open, type Shape } from './shape.ts';

/** What is known of `request`. Fields without a rule pass through, so that only parameters are known in full. */
export function requestShape(spec: RequestSpec, name: string): Shape {
  const params = [...paramsOf(name), ...Object.keys(spec.params ?? {})];
  return closed([
    ['method', 'scalar'],
    ['path', 'scalar'],
    ['ip', 'scalar'],
    ['params', closed(params.map((param) => [param, 'scalar']))],
    ['query', fieldsShape(spec.query ?? {})],
    ['header', 'any'],
    ['body', bodyShape(spec)],
  ]);
}

function bodyShape({ type, body }: RequestSpec): Shape {
  if (type === 'text') return 'scalar';
  if (type === 'raw') return closed(['size', 'contentType'].map((name) => [name, 'scalar']));
  return body === undefined || Object.keys(body).length === 0 ? 'any' : fieldsShape(body);
}

function fieldsShape(fields: FieldRules): Shape {
  return open(Object.entries(fields).map(([name, rule]) => [name, fieldShape(rule)]));
}

function fieldShape(rule: FieldRule): Shape {
  if (rule.type === 'object') return fieldsShape(rule.attribute ?? {});
  return rule.type === 'slice' || rule.type === 'file' ? 'any' : 'scalar';
}

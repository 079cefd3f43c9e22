import { paramsOf } from '../endpoint-name.ts';
import type { FieldRule, FieldRules } from '../form/field-rule.ts';
import type { RequestForm } from '../form/request.ts';
import { closed, open, type Shape } from './shape.ts';

/** What is known of `request`. Fields without a rule pass through, so that only parameters are known in full. */
export function requestShape(form: RequestForm, name: string): Shape {
  const params = [...paramsOf(name), ...Object.keys(form.params ?? {})];
  return closed([
    ['method', 'scalar'],
    ['path', 'scalar'],
    ['ip', 'scalar'],
    ['params', closed(params.map((param) => [param, 'scalar']))],
    ['query', fieldsShape(form.query ?? {})],
    ['header', 'any'],
    ['body', bodyShape(form)],
  ]);
}

function bodyShape({ type, body }: RequestForm): Shape {
  if (type === 'text') return 'scalar';
  return body === undefined || Object.keys(body).length === 0 ? 'any' : fieldsShape(body);
}

function fieldsShape(fields: FieldRules): Shape {
  return open(Object.entries(fields).map(([name, rule]) => [name, fieldShape(rule)]));
}

function fieldShape(rule: FieldRule): Shape {
  if (rule.type === 'object') return fieldsShape(rule.attribute ?? {});
  return rule.type === 'slice' ? 'any' : 'scalar';
}

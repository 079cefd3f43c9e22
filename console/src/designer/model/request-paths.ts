import { asObject, asText } from './json-value.ts';
import { type Json, paramsOf, type Path } from './rule-language.ts';

/** A path into the context, and the type that a field rule declares for it. */
export interface TypedPath {
  readonly path: Path;
  /** `string`, `int`, …; empty: not known. */
  readonly type: string;
}

/** What can be read of `request`, by its field rules and the parameters of the endpoint's name. */
export function requestPaths(request: Json | undefined, name: string): TypedPath[] {
  const spec = asObject(request) ?? {};
  const declared = asObject(spec.params) ?? {};
  const params = [...new Set([...paramsOf(name), ...Object.keys(declared)])];
  return [
    { path: ['request', 'body'], type: spec.type === 'text' ? 'string' : '' },
    ...fieldPaths(spec.body ?? propertiesOf(spec.bodySchema), ['request', 'body']),
    { path: ['request', 'query'], type: 'object' },
    ...fieldPaths(spec.query, ['request', 'query']),
    ...params.map((param) => ({ path: ['request', 'params', param], type: typeOf(declared[param]) || 'string' })),
    { path: ['request', 'header'], type: 'object' },
    // The context has them in lower case.
    ...Object.entries(asObject(spec.header) ?? {}).map(([header, rule]) => ({
      path: ['request', 'header', header.toLowerCase()],
      type: typeOf(rule),
    })),
    { path: ['request', 'method'], type: 'string' },
    { path: ['request', 'path'], type: 'string' },
    { path: ['request', 'ip'], type: 'string' },
  ];
}

/** Fields, and the members of objects, in the order in which they are written. */
function fieldPaths(fields: Json | undefined, base: Path): TypedPath[] {
  return Object.entries(asObject(fields) ?? {}).flatMap(([name, rule]) => {
    const path = [...base, name];
    return [{ path, type: typeOf(rule) }, ...fieldPaths(asObject(rule)?.attribute ?? propertiesOf(rule), path)];
  });
}

function typeOf(rule: Json | undefined): string {
  return asText(asObject(rule)?.type) ?? '';
}

/** Of a JSON Schema. */
function propertiesOf(schema: Json | undefined): Json | undefined {
  return asObject(schema)?.properties;
}

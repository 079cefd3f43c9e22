import type { JsonObject } from '../json.ts';
import { ALL } from '../spread-header.ts';
import { addQuery } from '../spread-query.ts';
import type { UrlTemplate } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';
import { contextSyntax } from './placeholder.ts';
import { checkSpread } from './spread.ts';
import { compileTemplate } from './template.ts';

/** A URL with the parameters of `query`. */
export function withQuery(
  url: UrlTemplate,
  query: JsonObject | undefined,
  pointer: string,
  diagnostics: Diagnostics,
): UrlTemplate {
  if (query === undefined) return url;
  if (query[ALL] !== undefined) checkSpread(query[ALL], 'query', member(pointer, ALL), diagnostics);
  const template = compileTemplate(query, pointer, contextSyntax, diagnostics);
  return {
    source: url.source,
    evaluate: (scope) => addQuery(url.evaluate(scope), template.evaluate(scope)),
    placeholders: [...url.placeholders, ...template.placeholders],
  };
}

import { isObject, type Json } from '../json.ts';
import type { Loop, ResultScope, Until } from './compiled.ts';
import { compileCondition } from './condition/condition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { keyOf } from './forms/form.ts';
import { member } from './json-pointer.ts';
import { parseOutputName } from './output-name.ts';
import {
  contextSyntax,
  isWholePlaceholder,
  outputSyntax,
  type PlaceholderSyntax,
  resultSyntax,
} from './placeholder.ts';
import type { ComponentSpec } from './schema/component.ts';
import { compileTemplate } from './template.ts';

/** What an element of a list is called where the rule does not say. */
const ITEM = 'item';

/** Fields that say nothing without another one. */
const BELONGS = [
  ...['as', 'concurrency', 'maxItems'].map((field) => [field, 'foreach'] as const),
  ...['every', 'max'].map((field) => [field, 'until'] as const),
];

/** `foreach` of a component; undefined: it has none. */
export function compileLoop(spec: ComponentSpec, pointer: string, diagnostics: Diagnostics): Loop | undefined {
  warnOfAlone(spec, pointer, diagnostics);
  if (spec.foreach === undefined) return undefined;
  const { as = ITEM } = spec;
  if (isNoList(spec.foreach))
    diagnostics.error(member(pointer, 'foreach'), 'must give a list, such as "{request.body.lines}"');
  const at = member(pointer, 'as');
  if (as !== ITEM) {
    const path = parseOutputName(as, at, diagnostics) ?? [];
    if (path.length > 1) diagnostics.error(at, 'an element has one name, without dots');
  }
  return {
    list: compileTemplate(spec.foreach, member(pointer, 'foreach'), contextSyntax, diagnostics),
    as,
    concurrency: spec.concurrency ?? 10,
    maxItems: spec.maxItems ?? 1000,
  };
}

/** `until` of a component; undefined: it has none. */
export function compileUntil(spec: ComponentSpec, pointer: string, diagnostics: Diagnostics): Until | undefined {
  if (spec.type === 'transform' || spec.type === 'wait' || spec.until === undefined) return undefined;
  const syntax: PlaceholderSyntax<ResultScope> =
    spec.type === 'api' || spec.type === 'rule' ? resultSyntax : outputSyntax;
  return {
    condition: compileCondition(spec.until, member(pointer, 'until'), syntax, diagnostics),
    everyMs: Math.round((spec.every ?? 1) * 1000),
    max: spec.max ?? 60,
  };
}

/** What no run could make a list of. */
function isNoList(template: Json): boolean {
  if (typeof template === 'string') return !isWholePlaceholder(template);
  if (isObject(template)) return !Object.keys(template).some((key) => keyOf(key).kind === 'word');
  return template !== null && !Array.isArray(template);
}

function warnOfAlone(spec: ComponentSpec, pointer: string, diagnostics: Diagnostics): void {
  for (const [field, other] of BELONGS) {
    if (field in spec && !(other in spec))
      diagnostics.warn(member(pointer, field), `${field} says nothing without ${other}; add ${other}, or leave it out`);
  }
}

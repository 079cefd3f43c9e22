import { asObject, valueAt } from './json-value.ts';
import { isList, type Json, type JsonObject } from './rule-language.ts';

/** The cases of a flow that are objects; none: it has layers without cases, or no layers. */
export function casesOf(flow: JsonObject): readonly JsonObject[] {
  return isList(flow.cases) ? flow.cases.map((one) => asObject(one) ?? {}) : [];
}

/**
 * A flow with one more case, before the one without a condition. Layers without cases become that one: what was there
 * goes on to run, unless the new case fits.
 */
export function withNewCase(flow: JsonObject): JsonObject {
  const { components, ...rest } = flow;
  const cases = casesOf(flow);
  const before = cases.length > 0 || components === undefined ? cases : [{ components }];
  const isDefault = (one: Json | undefined): boolean => one !== undefined && asObject(one)?.when === undefined;
  const at = isDefault(before.at(-1)) ? before.length - 1 : before.length;
  const added: JsonObject = { when: '', components: [] };
  return { ...rest, cases: before.toSpliced(at, 0, added) };
}

/** A flow without a case; without the last one it has no layers. */
export function withoutCase(flow: JsonObject, number: number): JsonObject {
  const { cases, ...rest } = flow;
  const left = casesOf(flow).toSpliced(number, 1);
  if (cases === undefined) return flow;
  return left.length === 0 ? { ...rest, components: [] } : { ...flow, cases: left };
}

/** How many components a case has. */
export function sizeOf(one: JsonObject): number {
  const layers = valueAt(one, '/components');
  return isList(layers) ? layers.flat().length : 0;
}

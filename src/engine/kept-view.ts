import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { KeptView } from './engine.ts';
import type { KeptState } from './kept-state.ts';

type Redact = EngineDeps['redact'];

/** What operators see of a kept run, and may send back edited. */
export function viewKept({ rule, data, failed }: KeptState, redact: Redact): KeptView {
  return { rule: maskedStrings(rule.rule, redact) as JsonObject, data: redact(data), errNames: failed };
}

/** The context of a kept run with `data` merged in: top-level names are replaced. */
export function mergedData(state: KeptState, data: JsonObject, redact: Redact): JsonObject {
  if (Object.keys(data).length === 0) return state.data;
  return { ...state.data, ...(unmasked(data, redact(state.data), state.data) as JsonObject) };
}

/**
 * What came back from an operator: where it still says what was shown, it is what is kept. So whoever reads a run,
 * changes a part of it and sends back the whole does not put `***` in the place of what is behind it.
 */
export function unmasked(given: Json, shown: Json, kept: Json): Json {
  if (given === shown) return kept;
  if (isList(given) && isList(shown) && isList(kept)) {
    return given.map((one, index) => unmasked(one, shown[index] ?? null, kept[index] ?? null));
  }
  if (!isObject(given) || !isObject(shown) || !isObject(kept)) return given;
  const [before, behind] = [shown as JsonObject, kept as JsonObject];
  const entries = Object.entries(given as JsonObject).map(([name, value]): [string, Json] => {
    const known = Object.hasOwn(before, name) && Object.hasOwn(behind, name);
    return [name, known ? unmasked(value, before[name] ?? null, behind[name] ?? null) : value];
  });
  return Object.fromEntries(entries);
}

/** In a rule, a header's name stands beside a template or a field rule, which are no credentials. */
function maskedStrings(value: Json, redact: Redact): Json {
  if (isList(value)) return value.map((one) => maskedStrings(one, redact));
  if (!isObject(value)) return redact(value);
  const entries = Object.entries(value as JsonObject).map(([name, one]) => [name, maskedStrings(one, redact)] as const);
  return Object.fromEntries(entries);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

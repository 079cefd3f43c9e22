import { isList, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { isLarge } from '../large/size.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { KeptView } from './engine.ts';
import type { KeptState } from './kept-state.ts';
import { fullNames } from './part-state.ts';

type Redact = EngineDeps['redact'];

/** What operators see of a kept run, and may send back edited. */
export function viewKept({ rule, data, failed, parts }: KeptState, redact: Redact): KeptView {
  const errNames = failed && fullNames(failed, parts);
  return { rule: maskedStrings(rule.rule, redact) as JsonObject, data: redact(data), errNames };
}

/** The same; data that are large are masked in slices. */
export async function viewWhole(state: KeptState, deps: Pick<EngineDeps, 'redact' | 'redactLarge'>): Promise<KeptView> {
  if (!isLarge(state.data)) return viewKept(state, deps.redact);
  const data = (await deps.redactLarge(state.data)) as JsonObject;
  return { ...viewKept({ ...state, data: {} }, deps.redact), data };
}

/** In a rule, a header's name is beside a template or a field rule, which are no credentials. */
function maskedStrings(value: Json, redact: Redact): Json {
  if (isList(value)) return value.map((one) => maskedStrings(one, redact));
  if (!isObject(value)) return redact(value);
  const entries = Object.entries(value as JsonObject).map(([name, one]) => [name, maskedStrings(one, redact)] as const);
  return Object.fromEntries(entries);
}

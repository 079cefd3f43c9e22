import { allLists } from './flows.ts';
import { documentOf, layersOf } from './document.ts';
import { memberOf } from './json-value.ts';
import type { Json } from './rule-language.ts';

/** Whether a rule has anything that undoes anything, inside flows too. */
export function hasCompensation(rule: Json | undefined): boolean {
  const document = documentOf({ rule: rule ?? {} });
  return allLists(document).some((list) =>
    layersOf(document, list).some((layer) => layer.some((one) => memberOf(one, 'compensate') !== undefined)),
  );
}

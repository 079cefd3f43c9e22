import { asText } from './json-value.ts';
import type { JsonObject } from './rule-language.ts';

/** Fields of a wait that only one kind of it has; `timeout` is of two. */
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  timeout: ['callback', 'approval'],
  body: ['callback'],
  ...{ title: ['approval'], form: ['approval'], roles: ['approval'], onReject: ['approval'] },
  ...{ seconds: ['time'], at: ['time'] },
};

/** Whether a wait has this field: of its kind, or set all the same. */
export function isOfWait(field: string, wait: JsonObject): boolean {
  const kinds = OF_KIND[field];
  return kinds === undefined || kinds.includes(asText(wait.for) ?? '') || wait[field] !== undefined;
}

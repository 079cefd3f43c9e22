import { asObject, asText } from './json-value.ts';
import type { Json, JsonObject } from './rule-language.ts';

/** What a card shows of a component at a glance. */
export interface Mark {
  readonly kind: MarkKind;
  /** The value behind it, for a tooltip: the condition, `3`, `300`. */
  readonly detail: string;
}

export type MarkKind =
  'condition' | 'loop' | 'until' | 'retry' | 'cache' | 'ignoreError' | 'nowResponse' | 'responseCondition' | 'undo';

interface MarkRule {
  readonly kind: MarkKind;
  /** The field that makes the mark. */
  readonly field: string;
  readonly isSet: (value: Json) => boolean;
  /** The field that `detail` shows, and what it is by default. */
  readonly shows?: readonly [field: string, byDefault: string];
}

const isTrue = (value: Json) => value === true;
const isText = (value: Json) => typeof value === 'string' && value !== '';

/** A field of the rule language that cards shall show is one line here. */
const MARKS: readonly MarkRule[] = [
  { kind: 'condition', field: 'condition', isSet: isText },
  { kind: 'responseCondition', field: 'responseCondition', isSet: isText },
  { kind: 'loop', field: 'foreach', isSet: (value) => value !== null },
  { kind: 'until', field: 'until', isSet: isText },
  { kind: 'retry', field: 'retryMaxCount', isSet: (value) => typeof value === 'number' && value > 0 },
  { kind: 'cache', field: 'isCache', isSet: isTrue, shows: ['cacheTtl', '300'] },
  { kind: 'ignoreError', field: 'ignoreError', isSet: isTrue, shows: ['fallback', 'null'] },
  { kind: 'nowResponse', field: 'nowResponse', isSet: isTrue },
  { kind: 'undo', field: 'compensate', isSet: (value) => asObject(value) !== undefined },
];

/** The marks of a component, in the order of the table. */
export function marksOf(component: JsonObject): Mark[] {
  return MARKS.filter(({ field, isSet }) => isSet(component[field] ?? null)).map(({ kind, field, shows }) => {
    const [from, byDefault] = shows ?? [field, ''];
    const detail = kind === 'undo' ? callOf(asObject(component[from]) ?? {}) : textOf(component[from], byDefault);
    return { kind, detail };
  });
}

/** `DELETE https://…` */
function callOf({ type, method, url }: JsonObject): string {
  const verb = type === 'script' ? '' : (asText(method) ?? 'GET');
  return [verb, asText(url) ?? ''].filter((part) => part !== '').join(' ');
}

function textOf(value: Json | undefined, byDefault: string): string {
  if (value === undefined) return byDefault;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

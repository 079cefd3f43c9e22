import { documentOf, layersOf, positionIn } from '../../designer/model/document.ts';
import { allLists, fullNameOf, withoutElements } from '../../designer/model/flows.ts';
import { asObject } from '../../designer/model/json-value.ts';
import { hasCompensation } from '../../designer/model/undoes.ts';
import type { Json, JsonObject } from '../../designer/model/rule-language.ts';
import { sameJson } from '../../designer/model/json-value.ts';

/** What a rule says of one of its waits. */
export interface WaitSpec {
  /** Field rules by name; undefined: which ones hold cannot be told, as cases of a flow have waits of the same name. */
  readonly form: JsonObject | undefined;
  /** A run goes on that is not approved. */
  readonly goesOnRejected: boolean;
  /** Else what it has done is undone. */
  readonly undoes: boolean;
}

/** What the rule of a run says of a wait; undefined: it has none of that name. @param component in full. */
export function waitSpecOf(rule: Json | undefined, component: string): WaitSpec | undefined {
  const name = withoutElements(component);
  const document = documentOf({ rule: rule ?? {} });
  const found = allLists(document).flatMap((list) =>
    layersOf(document, list).flatMap((components, layer) =>
      components.flatMap((json, at) => {
        const spec = asObject(json);
        const isNamed = fullNameOf(document, positionIn(list, { layer, at })) === name;
        return spec?.type === 'wait' && isNamed ? [spec] : [];
      }),
    ),
  );
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  const isOne = others.every((other) => sameJson(other.form, first.form));
  return {
    form: isOne ? (asObject(first.form) ?? {}) : undefined,
    undoes: hasCompensation(rule),
    goesOnRejected: found.every(({ onReject }) => onReject === 'continue'),
  };
}

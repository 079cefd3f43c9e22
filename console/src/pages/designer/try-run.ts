import type { ComponentState } from '../../designer/drawing/component-state.ts';
import { drawingOf } from '../../designer/model/drawing.ts';
import { type DesignerDocument, componentAt } from '../../designer/model/document.ts';
import { exampleRequest } from '../../designer/model/example-request.ts';
import { allLists, withoutElements } from '../../designer/model/flows.ts';
import { asObject, asText } from '../../designer/model/json-value.ts';
import { componentsIn, loggedStates } from '../../designer/model/logged-states.ts';
import { findPlaceholders, isList, type Json, type JsonObject, parsePath } from '../../designer/model/rule-language.ts';
import { outputPathOf } from '../../designer/model/references.ts';

/** A component that can be mocked, and the output to begin with. */
export interface MockSeed {
  readonly name: string;
  /** An api component has to be: no call leaves. */
  readonly isNeeded: boolean;
  readonly output: Json;
}

/**
 * The components of a rule, by their full names, with example outputs: what the rest of the rule reads of them. Of a
 * flow what is inside is mocked.
 */
export function mockSeeds(document: DesignerDocument): MockSeed[] {
  const lists = new Map(listsIn(document.json));
  const drawings = allLists(document).map((list) => drawingOf(document, list));
  const seeds = drawings.flatMap(({ cards, lines }) =>
    cards
      .filter(({ name, type }) => name !== '' && type !== 'flow')
      .map(({ id, fullName, type, position }) => {
        const path = outputPathOf(componentAt(document, position) ?? {}) ?? [];
        const read = lines.filter(({ from }) => from === id).flatMap(({ labels }) => labels);
        return {
          name: fullName,
          isNeeded: type === 'api' || type === 'rule',
          output: exampleOutput(path, read, lists),
        };
      }),
  );
  return [...new Map(seeds.map((seed) => [seed.name, seed])).values()];
}

/** An output that has all that is read of it: of `user.id`, `user.name` it is `{id, name}`. */
function exampleOutput(path: readonly string[], read: readonly string[], lists: ReadonlyMap<string, Json>): Json {
  const output = read.reduce<Json | undefined>((made, text) => {
    const inner = parsePath(text)?.slice(path.length);
    if (inner === undefined) return made;
    const element = lists.get(text);
    return withPath(made, inner, element === undefined ? String(inner.at(-1) ?? '') : [element]);
  }, undefined);
  return output === undefined || output === '' ? {} : output;
}

/** @param leaf what stands at the end of the path, where nothing better stands there. */
function withPath(value: Json | undefined, path: readonly (string | number)[], leaf: Json): Json {
  const [first, ...rest] = path;
  if (first === undefined) return value === undefined || typeof value === 'string' ? leaf : value;
  const [element] = isList(value) ? value : [];
  if (first === 'length' && rest.length === 0) return [element ?? {}];
  if (typeof first === 'number') return [withPath(element, rest, rest.length === 0 ? {} : leaf)];
  const object = asObject(value) ?? {};
  return { ...object, [first]: withPath(object[first], rest, leaf) };
}

/** What stands behind a placeholder that is a list. */
const LIST_METHOD = /^\s*(?:\?\?\s*\[\])?\s*\)?\??\.(?:some|every|filter|map|join)\(/;

/** The placeholders in a rule that have to be lists, each with an element of it. */
function listsIn(json: Json): (readonly [text: string, element: Json])[] {
  if (typeof json === 'string') {
    const found = findPlaceholders(json).filter(({ end }) => LIST_METHOD.test(json.slice(end)));
    return found.map(({ text }) => [text, {}] as const);
  }
  if (isList(json)) return json.flatMap((item) => [...wholeIn(spreadOf(item), {}), ...listsIn(item)]);
  const object = asObject(json) ?? {};
  const { $each, $to = null, $if = null, $as = 'item' } = object;
  return [...wholeIn($each, elementRead([$to, $if], asText($as) ?? 'item')), ...Object.values(object).flatMap(listsIn)];
}

/** `list` of `{"...": list}` in a list. */
function spreadOf(item: Json): Json | undefined {
  const object = asObject(item) ?? {};
  return Object.keys(object).length === 1 ? object['...'] : undefined;
}

/** The placeholder that all of a text is. */
function wholeIn(text: Json | undefined, element: Json): (readonly [text: string, element: Json])[] {
  if (typeof text !== 'string') return [];
  const found = findPlaceholders(text).filter(({ start, end }) => start === 0 && end === text.length);
  return found.map((match) => [match.text, element] as const);
}

/** An element that has all that is read of it under its name. */
function elementRead(json: Json, name: string): Json {
  const read = textsIn(json).flatMap((text) => findPlaceholders(text).map((match) => match.text));
  const named = read.filter((text) => parsePath(text)?.slice(0, name.split('.').length).join('.') === name);
  return exampleOutput(name.split('.'), named, new Map());
}

function textsIn(json: Json): string[] {
  if (typeof json === 'string') return [json];
  return isList(json) ? json.flatMap(textsIn) : Object.values(asObject(json) ?? {}).flatMap(textsIn);
}

/** A request as `POST /rule/test` takes it, with example values. */
export function tryRequest(document: DesignerDocument): JsonObject {
  const { method, query, header, params, body } = exampleRequest(document);
  return { method, query, header, params, ...(body !== undefined && { body }) };
}

/** The request of a run log, as `POST /rule/test` takes it. */
export function requestOfLog(log: unknown): JsonObject | undefined {
  const request = asObject((log as { readonly request?: Json } | null)?.request);
  if (request === undefined) return undefined;
  const names = ['method', 'query', 'header', 'params', 'body'];
  return Object.fromEntries(Object.entries(request).filter(([name]) => names.includes(name)));
}

/** The mocks of a run that is done again: what its components gave, by their full names. */
export function mocksOfLog(log: unknown): ReadonlyMap<string, Omit<MockSeed, 'name'>> {
  const gave = componentsIn((log as { readonly step_logs?: unknown } | null)?.step_logs).filter(
    (one) => (one.error ?? null) === null && one.is_skip !== true,
  );
  return new Map(
    // Of a loop an element is mocked.
    gave.map(({ items = [], ...one }) => [
      withoutElements(one.name),
      { isNeeded: (one.request_logs ?? []).length > 0, output: (items[0] ?? one).output ?? null },
    ]),
  );
}

/** What became of each component in a run, by its full name, as its log says; those that it did not reach wait. */
export function statesOfLog(document: DesignerDocument, log: unknown): ReadonlyMap<string, ComponentState> {
  const cards = allLists(document).flatMap((list) => drawingOf(document, list).cards);
  return new Map([
    ...cards.map(({ fullName }) => [fullName, 'waiting'] as const),
    ...loggedStates((log as { readonly step_logs?: unknown } | null)?.step_logs),
  ]);
}

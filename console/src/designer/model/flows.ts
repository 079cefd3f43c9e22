import { type CardPosition, COMPONENTS, type DesignerDocument, layersOf, pointerOf, positionOf } from './document.ts';
import { asObject, asText, valueAt } from './json-value.ts';
import { isList, type Json, type JsonObject, member, type Path } from './rule-language.ts';

/** Some layers inside a flow: all of them, or those of one of its cases. */
export interface InnerLayers {
  /** The pointer of the layers. */
  readonly list: string;
  /** Of a case: its condition, and its number from 0. */
  readonly when?: string | undefined;
  readonly number?: number;
}

/** The layers inside a component: of a flow one list, or one for each of its cases; of others none. */
export function innerLayers(component: Json | undefined, pointer: string): InnerLayers[] {
  const spec = asObject(component);
  if (spec?.type !== 'flow') return [];
  const { cases } = spec;
  if (!isList(cases)) return [{ list: member(pointer, 'components') }];
  return cases.map((one, number) => ({
    list: member(pointer, 'cases', number, 'components'),
    when: asText(asObject(one)?.when),
    number,
  }));
}

/** The pointers of all layers of a rule, those inside flows behind those around them. */
export function allLists(document: DesignerDocument, list = COMPONENTS): string[] {
  const inner = layersOf(document, list).flatMap((components, layer) =>
    components.flatMap((json, at) => innerLayers(json, member(list, layer, at))),
  );
  return [list, ...inner.flatMap((one) => allLists(document, one.list))];
}

/** The flows around some layers, the outermost first. */
export function flowsAround(list: string): CardPosition[] {
  const around = positionOf(list);
  return around === undefined ? [] : [...flowsAround(around.list ?? COMPONENTS), around];
}

/** The layers that are open, or, where they are gone, the nearest ones around them that are there. */
export function presentList(document: DesignerDocument, list: string): string {
  const around = positionOf(list);
  if (around === undefined) return COMPONENTS;
  const pointer = pointerOf(around);
  const outer = presentList(document, around.list ?? COMPONENTS);
  if (outer !== (around.list ?? COMPONENTS)) return outer;
  return innerLayers(valueAt(document.json, pointer), pointer).some((one) => one.list === list) ? list : outer;
}

/** The name of a component with those of the flows around it: `fulfil/courier`. */
export function fullNameOf(document: DesignerDocument, position: CardPosition): string {
  const around = flowsAround(position.list ?? COMPONENTS);
  return [...around, position]
    .map((one) => asText(asObject(valueAt(document.json, pointerOf(one)))?.name) ?? '')
    .join('/');
}

/** A full name without the places of elements: of `each[1]/courier` it is `each/courier`. */
export function withoutElements(name: string): string {
  return name.replaceAll(/\[\d+\](?=\/|$)/g, '');
}

/** What a loop lets its component read: the element and its place; none: it is no loop. */
export function loopNames(component: JsonObject | undefined): readonly string[] {
  if (component?.foreach === undefined) return [];
  return [asText(component.as) ?? 'item', 'index'];
}

/** Whether a path begins with one of the names of a loop. */
export function isOfLoop(component: JsonObject | undefined, path: Path): boolean {
  return loopNames(component).includes(String(path[0]));
}

/** Whether a pointer is another one, or leads into it. */
export function isWithin(pointer: string, around: string): boolean {
  return pointer === around || pointer.startsWith(`${around}/`);
}

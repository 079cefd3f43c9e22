import { type CardPosition, COMPONENTS, componentAt, type DesignerDocument, layersOf, positionOf } from './document.ts';
import { isOfLoop } from './flows.ts';
import { asObject, asText } from './json-value.ts';
import { type JsonObject, overlap, type Path } from './rule-language.ts';
import { outputPathOf } from './references.ts';

/** What a component puts into the context. */
export interface Output {
  readonly position: CardPosition;
  /** The component's name. */
  readonly component: string;
  readonly path: readonly string[];
  readonly spec: JsonObject;
}

/** All outputs of some layers, in their order, found by the first segment of their names. */
export interface Outputs {
  /** Of these layers alone. */
  readonly all: readonly Output[];
  /** What is there before `layer`, the nearest first; of the layers around too. */
  readonly before: (layer: number) => Output[];
  /** Where a placeholder in `layer` gets its value from, the nearest first. @param layer beyond the last: the response. */
  readonly providersOf: (path: Path, layer: number) => Output[];
  /** The flow around these layers whose loop a path reads; undefined: it reads none. */
  readonly loopOf: (path: Path) => CardPosition | undefined;
}

/** Finds the outputs of some layers: those of the rule, or some inside a flow. Each list is looked through once. */
export function outputsOf(document: DesignerDocument): (list?: string) => Outputs {
  const known = new Map<string, Outputs>();
  const find = (list = COMPONENTS): Outputs => {
    const outputs = known.get(list) ?? outputsIn(document, list, find);
    known.set(list, outputs);
    return outputs;
  };
  return find;
}

function outputsIn(document: DesignerDocument, list: string, find: (list?: string) => Outputs): Outputs {
  const all = layersOf(document, list).flatMap((components, layer) =>
    components.flatMap((json, at) =>
      outputOf(list === COMPONENTS ? { layer, at } : { list, layer, at }, asObject(json)),
    ),
  );
  const byRoot = Map.groupBy(all, ({ path }) => path[0]);
  const flow = positionOf(list);
  const outer = flow && find(flow.list);
  const component = flow && componentAt(document, flow);
  return {
    all,
    before: (layer) => [
      ...all.filter(({ position }) => position.layer < layer).toReversed(),
      ...(outer?.before(flow?.layer ?? 0) ?? []),
    ],
    providersOf: (path, layer) => {
      const { found, isSure } = providers(byRoot.get(String(path[0])) ?? [], path.map(String), layer);
      if (isSure || outer === undefined || isOfLoop(component, path)) return found;
      return [...found, ...outer.providersOf(path, flow?.layer ?? 0)];
    },
    loopOf: (path) => (isOfLoop(component, path) ? flow : outer?.loopOf(path)),
  };
}

function outputOf(position: CardPosition, spec: JsonObject | undefined): Output[] {
  const path = spec && outputPathOf(spec);
  return path === undefined ? [] : [{ position, component: asText(spec?.name) ?? '', path, spec: spec ?? {} }];
}

/** Backwards through the layers, up to an output that is there in any case and holds all that is read. */
function providers(
  candidates: readonly Output[],
  path: readonly string[],
  layer: number,
): { readonly found: Output[]; readonly isSure: boolean } {
  const found: Output[] = [];
  let settledAt = -1;
  for (const output of candidates.toReversed()) {
    if (output.position.layer >= layer || !overlap(output.path, path)) continue;
    if (output.position.layer < settledAt) break;
    found.push(output);
    const isWhole = output.path.length <= path.length;
    if (isWhole && output.spec.condition === undefined) settledAt = output.position.layer;
  }
  return { found, isSure: settledAt >= 0 };
}

import type { CompiledComponent } from '../rule/compiled.ts';
import { flowOf, isLoop } from './part-state.ts';
import type { ElementState, FlowState, LoopState, OneState, Parts, PartState } from './part-state.ts';

type Layer = readonly CompiledComponent[];

/** Which components of a layer run, and what is kept of them. */
export interface ToRun {
  readonly failed: readonly string[];
  readonly parts: Parts | undefined;
}

/** A name as it is written, and what it says: `each[3]/courier`. */
interface Name {
  readonly full: string;
  readonly name: string;
  readonly index: string | undefined;
  /** What it names inside. */
  readonly rest: string | undefined;
}

const NAME = /^([^/[\]]+)(?:\[(\d+)\])?(?:\/(.+))?$/;

/**
 * What runs where an operator names `names`, in full: what is named as a whole runs from its beginning, of others only
 * what is named inside.
 * @throws RangeError a name that fits nothing: its message names it.
 */
export function namedIn(names: readonly string[], layer: Layer, parts: Parts = {}): ToRun {
  const kept: Record<string, PartState> = {};
  const grouped = Map.groupBy(names.map(parsed), ({ name }) => name);
  for (const [name, ones] of grouped) {
    const component = layer.find((one) => one.name === name);
    if (!component) throw new RangeError(ones[0]?.full);
    if (ones.some(({ index, rest }) => index === undefined && rest === undefined)) continue;
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (!part) throw new RangeError(`${ones[0]?.full ?? name}, of which nothing has begun; name ${name}`);
    kept[name] = isLoop(part) ? elementsOf(component, part, ones) : insideOne(component, part, ones);
  }
  return { failed: [...grouped.keys()], parts: Object.keys(kept).length === 0 ? undefined : kept };
}

function parsed(full: string): Name {
  const [, name = full, index, rest] = NAME.exec(full) ?? [];
  return { full, name, index, rest };
}

function elementsOf(component: CompiledComponent, part: LoopState, ones: readonly Name[]): LoopState {
  // An element that had failed, and is not to run again, counts as passed over.
  const elements: Record<string, ElementState> = Object.fromEntries(
    Object.entries(part.elements).map(([index, one]) => [
      index,
      'failed' in one && one.failed ? { output: null } : one,
    ]),
  );
  for (const [index = '', own] of Map.groupBy(ones, (one) => one.index)) {
    const before = part.elements[index];
    if (!before) throw new RangeError(`${own[0]?.full ?? ''}, which has not begun`);
    const isWhole = own.some(({ rest }) => rest === undefined) || 'output' in before || !before.part;
    elements[index] = isWhole ? { failed: true } : { failed: true, part: insideOne(component, before.part, own) };
  }
  return { ...part, elements };
}

function insideOne(component: CompiledComponent, part: OneState, ones: readonly Name[]): OneState {
  const flow = flowOf(part);
  if (!flow) throw new RangeError(`${ones[0]?.full ?? ''}, of which nothing has begun`);
  const inside = insideOf(component, flow, ones);
  return 'times' in part ? { ...part, flow: inside } : inside;
}

function insideOf(component: CompiledComponent, part: FlowState, ones: readonly Name[]): FlowState {
  const layer = layerOf(component, part) ?? [];
  try {
    return {
      ...part,
      ...namedIn(
        ones.map(({ rest = '' }) => rest),
        layer,
        part.parts,
      ),
    };
  } catch {
    throw new RangeError(ones[0]?.full);
  }
}

/** Where a flow stands. */
function layerOf({ call }: CompiledComponent, part: FlowState): Layer | undefined {
  return call.type === 'flow' ? call.cases[part.case]?.layers[part.layer - 1] : undefined;
}

/** The first name of what is kept that a layer, of another version of the rule, does not have. */
export function unfitting(layer: Layer, failed: readonly string[] | null, parts: Parts = {}): string | undefined {
  const missing = failed?.find((name) => !layer.some((one) => one.name === name));
  if (missing !== undefined) return missing;
  for (const [name, part] of Object.entries(parts)) {
    const component = layer.find((one) => one.name === name);
    if (!component || isLoop(part) !== (component.loop !== undefined)) return name;
    const flows = isLoop(part)
      ? Object.values(part.elements).map((one) => ('part' in one ? flowOf(one.part) : undefined))
      : [flowOf(part)];
    for (const flow of flows) {
      const inside = flow && unfittingInside(component, flow);
      if (inside !== undefined) return inside === '' ? name : `${name}/${inside}`;
    }
  }
  return undefined;
}

/** Empty: the flow itself. */
function unfittingInside(component: CompiledComponent, flow: FlowState): string | undefined {
  const layers = component.call.type === 'flow' ? component.call.cases[flow.case]?.layers : undefined;
  if (!layers || flow.layer > layers.length + 1) return '';
  return unfitting(layers[flow.layer - 1] ?? [], flow.failed, flow.parts);
}

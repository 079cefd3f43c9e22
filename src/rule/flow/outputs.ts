import type { CompiledComponent, FlowCall } from '../compiled.ts';
import { everyComponent } from '../every-component.ts';
import type { ComponentSpec, FlowSpec } from '../schema/component.ts';
import { at, closed, either, type Shape, templateShape } from './shape.ts';

/** Nothing provided. */
export const NOTHING = closed([]);

type Specs = readonly (readonly ComponentSpec[])[];

/** What the components of a layer put into the context. */
export function outputsOf(components: readonly CompiledComponent[], specs: readonly ComponentSpec[]): Shape {
  return components.map((component, index) => provided(component, specs[index])).reduce(either, NOTHING);
}

/** What `{failed.NAME}` is. */
const FAILURE = closed([
  ...['code', 'msg', 'kind', 'status'].map((name) => [name, 'scalar'] as const),
  ...['body', 'header'].map((name) => [name, 'any'] as const),
]);

/** The layers of a flow, as they are written, case by case. */
export function specsInside({ cases, components = [] }: FlowSpec): readonly Specs[] {
  return cases ? cases.map((one) => one.components) : [components];
}

function provided(component: CompiledComponent, spec: ComponentSpec | undefined): Shape {
  const { name, loop, outputPath, ignoreError } = component;
  // A script, and a component with `nowResponse`, provides `response`.
  const isAnswering = everyComponent([[component]]).some(
    ({ call, nowResponse }) => call.type === 'script' || nowResponse,
  );
  const answer = isAnswering ? at(['response'], 'any') : NOTHING;
  const beside = ignoreError ? either(answer, at(['failed', name], FAILURE)) : answer;
  if (!outputPath || !spec) return beside;
  return either(beside, at(outputPath, loop ? 'any' : outputShape(component, spec)));
}

function outputShape({ call }: CompiledComponent, spec: ComponentSpec): Shape {
  const { outputData, ignoreError, fallback } = spec;
  const own = call.type === 'flow' && spec.type === 'flow' ? insideShape(call, spec) : 'any';
  const shape = outputData === undefined ? own : templateShape(outputData);
  const replaced = ignoreError === true && fallback !== undefined && fallback !== null;
  return replaced ? either(shape, templateShape(fallback)) : shape;
}

/** An object of the outputs inside. */
function insideShape({ cases }: FlowCall, spec: FlowSpec): Shape {
  const specs = specsInside(spec);
  return cases.map(({ layers }, index) => allOutputs(layers, specs[index] ?? [])).reduce(either, NOTHING);
}

/** What all of some layers put into the context. */
export function allOutputs(layers: readonly (readonly CompiledComponent[])[], specs: Specs): Shape {
  return layers.map((components, layer) => outputsOf(components, specs[layer] ?? [])).reduce(either, NOTHING);
}

import type { CompiledComponent } from '../compiled.ts';
import type { ComponentSpec } from '../schema/component.ts';
import { at, closed, either, type Shape, templateShape } from './shape.ts';

/** Nothing provided. */
export const NOTHING = closed([]);

/** What the components of a layer put into the context. */
export function outputsOf(components: readonly CompiledComponent[], specs: readonly ComponentSpec[]): Shape {
  return components.map((component, index) => provided(component, specs[index])).reduce(either, NOTHING);
}

function provided({ call, nowResponse, outputPath }: CompiledComponent, spec: ComponentSpec | undefined): Shape {
  // A script, and a component with `nowResponse`, provides `response`.
  const answer = call.type === 'script' || nowResponse ? at(['response'], 'any') : NOTHING;
  return outputPath && spec ? either(answer, at(outputPath, outputShape(spec))) : answer;
}

function outputShape({ outputData, ignoreError, fallback }: ComponentSpec): Shape {
  if (outputData === undefined) return 'any';
  const shape = templateShape(outputData);
  const replaced = ignoreError === true && fallback !== undefined && fallback !== null;
  return replaced ? either(shape, templateShape(fallback)) : shape;
}

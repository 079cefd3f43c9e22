import type { CompiledComponent } from './compiled.ts';
import { compileComponent } from './component.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Surroundings } from './flow-call.ts';
import type { ComponentSpec } from './schema/component.ts';
import { LEFT_OUT } from './schema-check.ts';
import { member } from './json-pointer.ts';
import { overlap } from './output-name.ts';

/**
 * Compiles the layers; components of one layer must not get in each other's way.
 * @param rest the parameter of the rule's name that takes several segments.
 */
export function compileLayers(
  layers: readonly (readonly ComponentSpec[])[],
  pointer: string,
  diagnostics: Diagnostics,
  rest?: string,
): CompiledComponent[][] {
  return layersOf(layers, pointer, { diagnostics, rest, depth: 0, layers: layersOf });
}

function layersOf(
  layers: readonly (readonly ComponentSpec[])[],
  pointer: string,
  around: Surroundings,
): CompiledComponent[][] {
  const { diagnostics } = around;
  return layers.map((specs, layer) => {
    const at = member(pointer, layer);
    const components = specs.map((spec, action) =>
      compileComponent(spec, layer + 1, action + 1, member(at, action), around),
    );
    const whole = components.filter((_, index) => specs[index] !== LEFT_OUT);
    whole.forEach((component, index) => {
      for (const earlier of whole.slice(0, index)) {
        refuseClash(component, earlier, member(at, component.action - 1), diagnostics);
      }
    });
    return components;
  });
}

function refuseClash(
  component: CompiledComponent,
  earlier: CompiledComponent,
  pointer: string,
  diagnostics: Diagnostics,
): void {
  if (component.name === earlier.name) {
    diagnostics.error(
      member(pointer, 'name'),
      `two components of this layer are called ${JSON.stringify(component.name)}`,
    );
  }
  for (const [undone, one] of [
    [component, earlier],
    [earlier, component],
  ] as const) {
    if (!undone.undo || one.name !== `${undone.name}-undo`) continue;
    const message = `the compensation of ${JSON.stringify(undone.name)} has the key of ${JSON.stringify(one.name)}, which stands in the same layer; give one of them another name`;
    diagnostics.error(member(pointer, 'name'), message);
  }
  const [path, other] = [component.outputPath, earlier.outputPath];
  if (path === undefined || other === undefined || !overlap(path, other)) return;
  const name = JSON.stringify(earlier.name);
  diagnostics.error(
    member(pointer, 'outputName'),
    `the output ${path.join('.')} clashes with ${other.join('.')}, the output of ${name} in the same layer`,
  );
}

import type { CompiledComponent } from './compiled.ts';

type Layers = readonly (readonly CompiledComponent[])[];

/** The components of some layers, those inside their flows, and what undoes them. */
export function everyComponent(layers: Layers): CompiledComponent[] {
  return layers
    .flat()
    .flatMap((component) => [
      component,
      ...(component.undo ? [component.undo] : []),
      ...everyComponent(layersInside(component)),
    ]);
}

/** The layers inside a flow, those of all its cases; none of other components. */
export function layersInside({ call }: CompiledComponent): Layers {
  return call.type === 'flow' ? call.cases.flatMap(({ layers }) => layers) : [];
}

/** Some layers with each of their components replaced; what is inside a component, or undoes it, comes first. */
export function mapComponents(layers: Layers, replace: (component: CompiledComponent) => CompiledComponent): Layers {
  return layers.map((layer) => layer.map((component) => replace(withInside(component, replace))));
}

function withInside(
  component: CompiledComponent,
  replace: (component: CompiledComponent) => CompiledComponent,
): CompiledComponent {
  const { call, undo } = component;
  const whole = undo ? { ...component, undo: replace(undo) } : component;
  if (call.type !== 'flow') return whole;
  const cases = call.cases.map((one) => ({ ...one, layers: mapComponents(one.layers, replace) }));
  return { ...whole, call: { ...call, cases } };
}

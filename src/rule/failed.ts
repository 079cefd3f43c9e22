import type { CompiledComponent, CompiledResponse, Placeholder } from './compiled.ts';
import { readPlaceholders } from './component-placeholders.ts';
import { mapComponents } from './every-component.ts';
import { errorPlaceholders, responsePlaceholders } from './response.ts';

type Layers = readonly (readonly CompiledComponent[])[];

/** Notes at components what `{failed.NAME}` is read of them: of others nothing is kept. */
export function compileFailed(layers: Layers, response: CompiledResponse): Layers {
  const placeholders = [
    ...layers.flat().flatMap(readPlaceholders),
    ...responsePlaceholders(response),
    ...errorPlaceholders(response),
  ];
  const readers = placeholders.filter(({ path }) => path[0] === 'failed');
  if (readers.length === 0) return layers;
  // One that names no component reads those of all.
  const byName = Map.groupBy(readers, ({ path }) => path[1]);
  const ofAll = byName.get(undefined) ?? [];
  return mapComponents(layers, (component) => noted(component, [...ofAll, ...(byName.get(component.name) ?? [])]));
}

/** One without `ignoreError` too: `{failed.NAME}` is that of the latest of a name. */
function noted(component: CompiledComponent, readers: readonly Placeholder[]): CompiledComponent {
  const { name } = component;
  if (!readers.some((reader) => readsFailure(reader, name))) return component;
  const reads = (part: string): boolean => readers.some((reader) => readsFailure(reader, name, part));
  return { ...component, keepsFailure: { body: reads('body'), header: reads('header') } };
}

/** Whether a placeholder reads a component's failure, or a part of it. */
export function readsFailure({ path }: Placeholder, name: string, part?: string): boolean {
  const [root, component = name, read] = path;
  return root === 'failed' && component === name && (part === undefined || read === undefined || read === part);
}

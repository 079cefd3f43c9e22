import type { CompiledComponent, Placeholder } from '../compiled.ts';
import { readPlaceholders } from '../component-placeholders.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { layersInside } from '../every-component.ts';
import { member } from '../json-pointer.ts';
import type { Path } from '../path.ts';

/** Warns of outputs that no placeholder of the same or a later layer reads, and none of `readers`, which come last. */
export function warnOfUnread(
  layers: readonly (readonly CompiledComponent[])[],
  readers: readonly Placeholder[],
  diagnostics: Diagnostics,
): void {
  const read = new Set<string>();
  const readWithin = new Set<string>();
  note(readers);
  // What undoes a component sees the outputs of later layers too.
  note(layers.flat().flatMap(undoPlaceholders));
  for (const components of layers.toReversed()) {
    // One that reads its neighbour is warned of that; the neighbour is not unread too.
    note(components.flatMap(readPlaceholders));
    for (const { outputPath, pointer, call, until } of components) {
      if (outputPath !== undefined && !isRead(outputPath))
        diagnostics.warn(member(pointer, 'outputName'), `nobody reads the output ${outputPath.join('.')}`);
      if (call.type !== 'flow') continue;
      // Without `outputData` all that is inside is the output.
      if (!call.output && (outputPath !== undefined || until)) continue;
      for (const one of call.cases) warnOfUnread(one.layers, call.output?.placeholders ?? [], diagnostics);
    }
  }

  function note(placeholders: readonly Placeholder[]): void {
    for (const { path } of placeholders) {
      read.add(keyOf(path));
      for (const prefix of prefixesOf(path)) readWithin.add(prefix);
    }
  }

  /** It, something within it, or something that it lies within. */
  function isRead(path: Path): boolean {
    return readWithin.has(keyOf(path)) || prefixesOf(path).some((prefix) => read.has(prefix));
  }
}

/** The placeholders of what undoes a component, and what is inside it. */
function undoPlaceholders(component: CompiledComponent): Placeholder[] {
  const inside = layersInside(component).flat().flatMap(undoPlaceholders);
  return component.undo ? [...readPlaceholders(component.undo), ...inside] : inside;
}

function keyOf(path: Path): string {
  return path.join('.');
}

/** A path's beginnings, the whole of it included. */
function prefixesOf(path: Path): string[] {
  return path.map((_, index) => keyOf(path.slice(0, index + 1)));
}

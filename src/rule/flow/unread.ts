import type { CompiledComponent, CompiledResponse, Placeholder } from '../compiled.ts';
import { contextPlaceholders } from '../component-placeholders.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { member } from '../json-pointer.ts';
import type { Path } from '../path.ts';
import { errorPlaceholders, responsePlaceholders } from '../response.ts';

/** Warns of outputs that no placeholder of the same or a later layer, or of the response, reads. */
export function warnOfUnread(
  layers: readonly (readonly CompiledComponent[])[],
  response: CompiledResponse,
  diagnostics: Diagnostics,
): void {
  const read = new Set<string>();
  const readWithin = new Set<string>();
  note([...responsePlaceholders(response), ...errorPlaceholders(response)]);
  for (const components of layers.toReversed()) {
    // One that reads its neighbour is warned of that; the neighbour is not unread too.
    note(components.flatMap(contextPlaceholders));
    for (const { outputPath, layer, action } of components) {
      if (outputPath === undefined || isRead(outputPath)) continue;
      const pointer = member('/components', layer - 1, action - 1, 'outputName');
      diagnostics.warn(pointer, `nobody reads the output ${outputPath.join('.')}`);
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

function keyOf(path: Path): string {
  return path.join('.');
}

/** A path's beginnings, the whole of it included. */
function prefixesOf(path: Path): string[] {
  return path.map((_, index) => keyOf(path.slice(0, index + 1)));
}

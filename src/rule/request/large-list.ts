import type { Json } from '../../json.ts';
import { LargeBuilder } from '../../large/large-builder.ts';
import { elementsOf } from '../../large/large-json.ts';
import { charsUpTo } from '../../large/size.ts';
import type { Pace } from '../../large/turn.ts';
import { depthOf } from '../../large/with-members.ts';

/** Characters of elements that are written in one go; an element that has more stays a value by itself. */
const PIECE = 32_768;

/** A list whose elements are those of `list`, converted in slices; like it, it is kept as text. */
export async function convertedList(
  list: readonly Json[],
  convert: (element: Json) => unknown,
  pace: Pace,
): Promise<readonly Json[]> {
  const builder = new LargeBuilder('array');
  let pending: Json[] = [];
  let chars = 0;
  const flush = (): void => {
    builder.addItems(pending);
    [pending, chars] = [[], 0];
  };
  for (const element of elementsOf(list)) {
    const found = convert(element);
    const value = (found instanceof Promise ? await found : found) as Json;
    const size = charsUpTo(value, PIECE);
    if (size < PIECE) {
      pending.push(value);
      builder.deepen(depthOf(value));
      chars += size;
      if (chars > PIECE) flush();
    } else {
      flush();
      builder.add(undefined, { value, chars: charsUpTo(value, Infinity), depth: depthOf(value) });
    }
    if (pace.isOver) await pace.next();
  }
  flush();
  return builder.finish().value as readonly Json[];
}

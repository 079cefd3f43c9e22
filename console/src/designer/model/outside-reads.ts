import { type DesignerDocument, pointerOf } from './document.ts';
import { isWithin } from './flows.ts';
import { asObject, valueAt } from './json-value.ts';
import type { Output, outputsOf } from './outputs.ts';
import { componentReferences, type Reference } from './references.ts';

/** A placeholder that a component reads from outside itself. */
export interface OutsideRead {
  readonly reference: Reference;
  /** Where its value comes from, the nearest first. */
  readonly providers: readonly Output[];
  /** It is the element, or the place, of a loop around. */
  readonly isOfLoop: boolean;
}

/** What a component reads from outside; of a flow what is inside it reads, too, but for what it finds there. */
export function outsideReads(
  document: DesignerDocument,
  pointer: string,
  outputs: ReturnType<typeof outputsOf>,
): OutsideRead[] {
  const reads = componentReferences(asObject(valueAt(document.json, pointer)) ?? {}, pointer).map((reference) => {
    const { list, layer, path } = reference;
    const providers = outputs(list).providersOf(path, layer);
    const loop = providers.length === 0 ? outputs(list).loopOf(path) : undefined;
    const outside = providers.filter(({ position }) => !isWithin(pointerOf(position), pointer));
    const isInside =
      loop === undefined
        ? providers.length > outside.length && outside.length === 0
        : isWithin(pointerOf(loop), pointer);
    return { reference, providers: outside, isOfLoop: loop !== undefined, isInside };
  });
  const key = ({ reference }: (typeof reads)[number]): string => `${reference.pointer} ${reference.text}`;
  // The output of a flow reads what one of its cases gives.
  const inside = new Set(reads.filter(({ isInside }) => isInside).map(key));
  return reads.filter((one) => !inside.has(key(one)));
}

import { isLoopKept } from './ran.ts';
import type { OneKept, Parts } from './ran.ts';
import { timeKey } from './until.ts';

/** The elements of loops that have begun, by their keys, as far as they are kept. */
export function begunElements(parts: Parts, layer: number, before = ''): Set<string> {
  const begun = new Set<string>();
  const look = (part: OneKept | undefined, key: string): void => {
    const [flow, time] = part && 'times' in part ? [part.flow, part.times] : [part, 1];
    if (!flow) return;
    for (const inner of begunElements(flow.parts ?? {}, flow.layer, `${timeKey(key, time)}/`)) begun.add(inner);
  };
  for (const [name, part] of Object.entries(parts)) {
    const key = `${before}${layer}-${name}`;
    if (!isLoopKept(part)) {
      look(part, key);
      continue;
    }
    for (const [index, element] of Object.entries(part.elements)) {
      begun.add(`${key}[${index}]`);
      if ('failed' in element) look(element.part, `${key}[${index}]`);
    }
  }
  return begun;
}

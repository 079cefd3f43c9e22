import type { CompiledComponent, WaitCall } from '../rule/compiled.ts';

type Layers = readonly (readonly CompiledComponent[])[];

/** A wait of a rule. */
export interface WaitAt {
  readonly call: WaitCall;
  /** In full: `each[3]/pay`. */
  readonly component: string;
}

/** The wait that a key names within its run: `1-each[3]/2-pay`; undefined: there is none. */
export function waitAt(layers: Layers, key: string): WaitAt | undefined {
  return within([layers], key.split('/'), '');
}

/** Which element, and which time of `until`. */
const WHICH = /(\[\d+\])?(?:~\d+)?$/;

function within(places: readonly Layers[], segments: readonly string[], around: string): WaitAt | undefined {
  const [first = '', ...rest] = segments;
  const index = WHICH.exec(first)?.[1] ?? '';
  const keys = [first, first.replace(WHICH, '')];
  const found = places.flat(2).filter(({ key }) => keys.includes(key));
  for (const { name, call } of found) {
    const component = around + name + index;
    if (rest.length === 0 && call.type === 'wait') return { call, component };
    if (rest.length === 0 || call.type !== 'flow') continue;
    const inside = within(
      call.cases.map(({ layers }) => layers),
      rest,
      `${component}/`,
    );
    if (inside) return inside;
  }
  return undefined;
}

import type { CompiledComponent } from '../rule/compiled.ts';

/** What a component is called in its run: where it is inside another one, in full. */
export type Named = Pick<CompiledComponent, 'name' | 'key' | 'keyInHeader'>;

/** In a further time of `until`, from 1: it has the same name, and a key of its own. */
export function timeNamed(named: Named, time: number): Named {
  const { name, key, keyInHeader } = named;
  return time === 1 ? named : { name, key: `${key}~${time}`, keyInHeader: `${keyInHeader}~${time}` };
}

/** As an element of a loop, from 0. */
export function elementNamed({ name, key, keyInHeader }: Named, index: number): Named {
  const at = `[${index}]`;
  return { name: name + at, key: key + at, keyInHeader: keyInHeader + at };
}

/** Inside a flow. */
export function insideNamed(around: Named, { name, key, keyInHeader }: Named): Named {
  return {
    name: `${around.name}/${name}`,
    key: `${around.key}/${key}`,
    keyInHeader: `${around.keyInHeader}/${keyInHeader}`,
  };
}

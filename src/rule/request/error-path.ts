import { keysOf } from '../json-schema/validate.ts';
import type { ValuePath } from '../json-schema/evaluation.ts';

const SIMPLE = /^[\w$@#-]+$/;

/** Where an error is, as clients read it: `request.body.items[1].sku`. */
export function errorPath(root: string, path: ValuePath | undefined): string {
  return keysOf(path).reduce<string>(
    (text, key) => text + (typeof key === 'number' ? `[${key}]` : nameStep(key)),
    root,
  );
}

function nameStep(name: string): string {
  return SIMPLE.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

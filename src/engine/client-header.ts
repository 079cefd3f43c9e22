import { isObject } from '../json.ts';
import type { Scope } from '../rule/compiled.ts';

/** A header of the run's request, by lower-case name, as the rule sees it. */
export function clientHeader({ request }: Scope, name: string): unknown {
  return isObject(request) && isObject(request.header) ? request.header[name] : undefined;
}

import type { CompiledComponent } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';
import type { RuleSpec } from './schema/rule.ts';

/** Warns of what a rule says about undoing that comes to nothing. */
export function warnOfUndoing(
  { suspend, durable, onFailure, compensateHold, recover }: RuleSpec,
  components: readonly CompiledComponent[],
  diagnostics: Diagnostics,
): void {
  const isKept = suspend === true || durable === true;
  if (onFailure !== undefined && !isKept)
    diagnostics.warn('/onFailure', 'without suspend a run that fails is given up anyway; leave it out, or add suspend');
  if (recover?.then === 'compensate' && recover.auto === false)
    diagnostics.warn('/recover/then', 'without automatic recoveries none are used up: the run stays suspended');
  for (const { undo, cacheTtlMs, pointer } of components)
    if (undo && cacheTtlMs !== undefined)
      diagnostics.warn(
        member(pointer, 'isCache'),
        'beside compensate a result that another run has called for is undone too; leave it out',
      );
  if (components.some(({ undo }) => undo)) return;
  const nothing = 'no component has compensate, so that there is nothing to undo';
  if (onFailure === 'compensate') diagnostics.warn('/onFailure', nothing);
  if (compensateHold !== undefined) diagnostics.warn('/compensateHold', nothing);
  if (recover?.then === 'compensate') diagnostics.warn('/recover/then', nothing);
}

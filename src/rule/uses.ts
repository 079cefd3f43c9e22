import type { CompiledRule } from './compiled.ts';
import { createDiagnostics } from './diagnostics.ts';
import { everyComponent } from './every-component.ts';
import { member } from './json-pointer.ts';
import { secretUses } from './rule-secrets.ts';

/** That a rule names a script or a secret, and where. */
export interface Use {
  readonly name: string;
  readonly pointer: string;
}

/** The scripts that a rule's components run. */
export function scriptUsesOf({ layers }: CompiledRule): Use[] {
  return everyComponent(layers).flatMap(({ call, pointer }) =>
    call.type === 'script' ? [{ name: call.script, pointer: member(pointer, 'url') }] : [],
  );
}

/** The secrets that a rule names. */
export function secretUsesOf({ layers }: CompiledRule): Use[] {
  // A compiled rule has no errors.
  return secretUses(everyComponent(layers), createDiagnostics());
}

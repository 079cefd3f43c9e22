import type { CompiledComponent, Placeholder, RuleEnvironment } from './compiled.ts';
import { sentPlaceholders } from './component-placeholders.ts';
import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';

/** A secret that a rule names, and where. */
export interface SecretUse {
  readonly name: string;
  readonly pointer: string;
}

/** The secrets that components name, in placeholders and for TLS; a placeholder that names none is an error. */
export function secretUses(components: readonly CompiledComponent[], diagnostics: Diagnostics): SecretUse[] {
  return components.flatMap((component) => {
    const placeholders = sentPlaceholders(component);
    return [...placeholders.flatMap((placeholder) => secretOf(placeholder, diagnostics)), ...tlsSecrets(component)];
  });
}

function secretOf({ pointer, text, path }: Placeholder, diagnostics: Diagnostics): SecretUse[] {
  if (path[0] !== 'secret') return [];
  if (path.length === 2 && typeof path[1] === 'string') return [{ name: path[1], pointer }];
  diagnostics.error(pointer, `{${text}} names no secret: write {secret.NAME}`);
  return [];
}

function tlsSecrets({ call, pointer: at }: CompiledComponent): SecretUse[] {
  if (call.type !== 'api') return [];
  const pointer = member(at, 'tls');
  return Object.entries(call.tls ?? {}).map(([field, name]) => ({ name, pointer: member(pointer, field) }));
}

/** Refuses placeholders that read secrets, in fields where none may. */
export function refuseSecrets(placeholders: readonly Placeholder[], diagnostics: Diagnostics): void {
  for (const { pointer, text, path } of placeholders) {
    if (path[0] !== 'secret') continue;
    diagnostics.error(pointer, `{${text}}: a secret can be read only in a component's header, auth, url and input`);
  }
}

/** Warns of secrets that do not exist yet. */
export function warnOfSecrets(
  uses: readonly SecretUse[],
  { hasSecret }: RuleEnvironment,
  diagnostics: Diagnostics,
): void {
  for (const { name, pointer } of uses) {
    if (hasSecret?.(name) === false) diagnostics.warn(pointer, `there is no secret ${name} yet`);
  }
}

import { StepgateError } from '../error.ts';
import { textOf } from '../large/stringify.ts';
import type { Json } from '../json.ts';
import type { Scope, Template } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { LARGEST_METADATA_BYTES, METADATA_NAME, METADATA_NAME_IN_WORDS, MOST_METADATA } from './metadata-limits.ts';
import { contextSyntax } from './placeholder.ts';
import { refuseSecrets } from './rule-secrets.ts';
import type { MetadataSpec } from './schema/metadata.ts';
import { compileTemplate } from './template.ts';

const NAME = new RegExp(`^${METADATA_NAME}$`);

/** What is noted of a run, for lists and their filters: texts by name. */
export type Metadata = Readonly<Record<string, string>>;

/** Compiles `metadata`; undefined: the rule has none. */
export function compileMetadata(
  spec: MetadataSpec | undefined,
  pointer: string,
  diagnostics: Diagnostics,
): Template | undefined {
  if (spec === undefined || Object.keys(spec).length === 0) return undefined;
  const template = compileTemplate(spec, pointer, contextSyntax, diagnostics);
  refuseSecrets(template.placeholders, diagnostics);
  return template;
}

/**
 * The texts of a rule, and those that its caller gives, which win; null is left out.
 * @throws StepgateError 110004 a template fails, 000400 they are too many or too long, or one given has no good name.
 */
export function metadataOf(template: Template | undefined, scope: Scope, given: Metadata = {}): Metadata {
  const wrong = Object.keys(given).find((name) => !NAME.test(name));
  if (wrong !== undefined)
    throw refused(`the name ${JSON.stringify(wrong.slice(0, 80))} of metadata is refused: ${METADATA_NAME_IN_WORDS}`);
  const own = Object.entries((template?.evaluate(scope) ?? {}) as Record<string, Json>);
  const texts = own.flatMap(([name, value]) => (value === null ? [] : [[name, textOf(value)] as const]));
  // Not an assignment: `__proto__` is a name like any other.
  const metadata = Object.fromEntries([...texts, ...Object.entries(given)]);
  refuseLarge(metadata);
  return metadata;
}

function refuseLarge(metadata: Metadata): void {
  const all = Object.entries(metadata);
  if (all.length > MOST_METADATA) throw tooMuch(`has ${all.length} names, at most ${MOST_METADATA} are kept`);
  const bytes = all.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (bytes > LARGEST_METADATA_BYTES)
    throw tooMuch(`has ${bytes} bytes of names and values, at most ${LARGEST_METADATA_BYTES} are kept`);
}

function tooMuch(what: string): StepgateError {
  return refused(`the metadata of the run ${what}`);
}

function refused(message: string): StepgateError {
  return new StepgateError('000400', message, { kind: 'refused' });
}

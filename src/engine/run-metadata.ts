import { randomUUID } from 'node:crypto';
import { toStepgateError } from '../error.ts';
import type { StepgateError } from '../error.ts';
import type { JsonObject } from '../json.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import { metadataOf } from '../rule/metadata.ts';
import type { Metadata } from '../rule/metadata.ts';
import { Context } from './context.ts';
import type { RunIds } from './engine.ts';
import type { RunEnvironment } from './port.ts';

/** What is noted of a run, and its `{uuid}`, which may be among that. */
interface Noted {
  readonly metadata: Metadata;
  readonly uuid: string;
}

/**
 * What is noted of a run that begins: what its rule says, and who begins it. Undefined: nothing.
 * @param now ISO 8601. @throws StepgateError 110004, 000400.
 */
export function noteRun(
  { metadata: template }: CompiledRule,
  request: JsonObject,
  ids: RunIds,
  environment: RunEnvironment,
  now: string,
): Noted | undefined {
  if (!template && !ids.metadata) return undefined;
  const uuid = randomUUID();
  const { scope } = new Context({ request }, ids, environment, { now, uuid });
  return { metadata: metadataOf(template, scope, ids.metadata), uuid };
}

/** Why a request is refused for what would be noted of its run; undefined: it is not. */
export function wrongMetadata(...begins: Parameters<typeof noteRun>): StepgateError | undefined {
  try {
    noteRun(...begins);
    return undefined;
  } catch (thrown) {
    return toStepgateError(thrown);
  }
}

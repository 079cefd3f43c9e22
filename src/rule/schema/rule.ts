import Type from 'typebox';
import { compensationDefinition } from './compensation.ts';
import { componentDefinition, layersSchema, LONGEST_SECONDS } from './component.ts';
import { fieldRuleDefinition } from './field-rule.ts';
import { metadataSchema } from './metadata.ts';
import { queueSchema } from './queue.ts';
import { requestSchema } from './request.ts';
import { responseSchema } from './response.ts';
import { optional, strictObject } from './strict-object.ts';

const recoverSchema = strictObject({
  auto: optional(Type.Boolean(), 'Suspended runs resume by themselves. Default true.'),
  max: optional(Type.Integer({ minimum: 0, maximum: 1000 }), 'At most so many times. Default 3.'),
  wait: optional(
    Type.Number({ minimum: 0, maximum: LONGEST_SECONDS }),
    'Seconds before the first time; doubles. Default 30.',
  ),
  then: optional(
    Type.Enum(['suspend', 'compensate']),
    'What becomes of a run that still fails then: it stays suspended, or is given up. Default suspend.',
  ),
});

/** The inner rule: everything but its endpoint. */
export const innerRuleSchema = strictObject({
  record: optional(Type.Boolean(), 'Write the run log to the database. Default false.'),
  suspend: optional(Type.Boolean(), 'Keep a run that fails for recovery. Default false.'),
  durable: optional(Type.Boolean(), 'Checkpoint the run before the first layer and after each. Default false.'),
  timeout: optional(
    Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_SECONDS }),
    'Seconds for the whole run. Default 120.',
  ),
  bodyLimit: optional(
    Type.Unsafe<number | string>({ type: ['integer', 'string'] }),
    'The longest body of a request, decompressed: bytes, or "20MiB"; at most 100MiB. Default: STEPGATE_BODY_LIMIT.',
  ),
  idempotency: optional(Type.Enum(['optional', 'required']), 'Whether Idempotency-Key must be sent. Default optional.'),
  recover: optional(recoverSchema, 'Suspended runs resume by themselves.'),
  onFailure: optional(
    Type.Enum(['suspend', 'compensate']),
    'With suspend: whether a run that fails is kept for recovery, or given up. Default suspend.',
  ),
  compensateHold: optional(
    Type.Number({ minimum: 0, maximum: LONGEST_SECONDS }),
    'Seconds from the failure for which the client waits until all is undone. Default 30.',
  ),
  clientCancel: optional(
    Type.Boolean(),
    'Whoever knows the trx of a kept run may cancel it: DELETE /runs/TRX. Default false.',
  ),
  metadata: optional(
    metadataSchema,
    'Templates of texts that are kept with the run and its log, and which lists are filtered by: at most 20 names, 4 KiB.',
  ),
  queue: optional(queueSchema, 'Runs may be begun without being waited for: they take their turn in a queue.'),
  request: optional(requestSchema, 'What the request must look like.'),
  components: optional(layersSchema, 'The layers: components of a layer run in parallel, layers one after another.'),
  response: optional(responseSchema, 'What is answered.'),
});

/** A rule as it is written. */
export type RuleSpec = Type.Static<typeof innerRuleSchema>;

/** A rule file, or the body of `POST /rule`. */
export const documentSchema = strictObject({
  $schema: optional(Type.String(), 'The JSON Schema that editors use.'),
  name: Type.String({
    minLength: 1,
    maxLength: 512,
    description:
      'The path without a leading slash: `:id` is a parameter, `*rest` at the end all that follows, `/` the prefix itself.',
  }),
  method: Type.Enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'ANY']),
  desc: optional(Type.String({ maxLength: 65_536 }), 'For people.'),
  rule: innerRuleSchema,
});

/** JSON Schema (2020-12) of a rule file; `schemas/rule.json` is this, written out. */
export const ruleSchema: object = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Stepgate rule',
  ...documentSchema,
  $defs: { fieldRule: fieldRuleDefinition, component: componentDefinition, compensation: compensationDefinition },
};

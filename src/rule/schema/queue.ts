import Type from 'typebox';
import type { Json } from '../../json.ts';
import { QUEUE_NAME } from '../queue-types.ts';
import { LONGEST_SECONDS } from './every-type.ts';
import { optional, strictObject } from './strict-object.ts';

/** How attempts that failed are followed by others. */
export const backoffSchema = strictObject({
  type: optional(
    Type.Enum(['exponential', 'fixed']),
    'Whether the time doubles with each attempt. Default exponential.',
  ),
  delay: optional(
    Type.Number({ minimum: 0, maximum: LONGEST_SECONDS }),
    "Seconds before the second attempt. Default: the queue's.",
  ),
  max: optional(Type.Number({ minimum: 0, maximum: LONGEST_SECONDS }), 'Seconds at most. Default 300.'),
});

/** Runs of the rule may be begun without being waited for. */
export const queueSchema = strictObject({
  name: optional(
    Type.String({ pattern: QUEUE_NAME, description: 'At most 64 of A-Z a-z 0-9 . _ -' }),
    'The queue. Default workflow.',
  ),
  mode: optional(
    Type.Enum(['onRequest', 'always']),
    'Whether only requests with `Prefer: respond-async` are queued, or all. Default onRequest.',
  ),
  priority: optional(Type.Integer({ minimum: 0, maximum: 100 }), 'Lower comes first. Default 0.'),
  delay: optional(
    Type.Unsafe<Json>({ type: ['number', 'string', 'object'] }),
    'Seconds until the run may begin, a template. Default 0.',
  ),
  attempts: optional(
    Type.Integer({ minimum: 1, maximum: 25 }),
    "How often the run is tried, the first time counted. Default: the queue's.",
  ),
  backoff: optional(backoffSchema, 'How long it waits between two attempts.'),
  expires: optional(
    Type.Number({ exclusiveMinimum: 0, maximum: LONGEST_SECONDS }),
    'Seconds from the request: a run that has not begun by then is cancelled (110020).',
  ),
  key: optional(
    Type.String({ minLength: 1 }),
    'A template: of the runs with the same value only so many are under way at a time, in the order in which they came.',
  ),
  keyConcurrency: optional(Type.Integer({ minimum: 1, maximum: 1000 }), 'How many those are. Default 1.'),
});

/** `queue` of a rule as it is written. */
export type QueueSpec = Type.Static<typeof queueSchema>;

import type { JsonObject } from '../json.ts';
import type { CompiledRule } from '../rule/compiled.ts';

/** `Prefer` of a rule whose runs go on without their client. */
const preferParameter: JsonObject = {
  ...{ name: 'Prefer', in: 'header', required: false, schema: { type: 'string' }, example: 'wait=10' },
  description: '`wait=10`: the answer if there is one within 10 seconds (300 at most), else 202 while the run goes on',
};

/** `Prefer` of a rule with `queue`. */
const queuedParameter: JsonObject = {
  ...preferParameter,
  example: 'respond-async',
  description: `\`respond-async\`: 202 at once, and the run takes its turn in a queue; ${preferParameter.description as string}`,
};

/** What requests to the rule may prefer. */
export function preferOf({ durable, queue }: Pick<CompiledRule, 'durable' | 'queue'>): JsonObject[] {
  if (queue) return [queuedParameter];
  return durable ? [preferParameter] : [];
}

/** The answer of a run that rests, or goes on without its client. */
export function laterAnswer({ rests, queue }: Pick<CompiledRule, 'rests' | 'queue'>, content: JsonObject): JsonObject {
  const why = queue
    ? 'the run takes its turn, rests, or goes on'
    : rests
      ? 'the run rests, or goes on'
      : 'the run goes on';
  const header = { schema: { type: 'string' } };
  return {
    description: `${why}; what it answers in the end is read at \`Location\`, followed by \`/result\``,
    headers: { Location: header, 'Preference-Applied': { ...header, description: 'where the request has `Prefer`' } },
    content,
  };
}

const trx = { name: 'trx', in: 'path', required: true, schema: { type: 'string' } };
const json = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } });
const text = { type: 'string' };
const time = { type: ['string', 'null'], format: 'date-time' };
const failure = { description: 'no such run', content: json({ $ref: '#/components/schemas/Failure' }) };

const state: JsonObject = {
  type: 'object',
  properties: {
    ...{ trx: text, status: text, queue: { type: ['string', 'null'] }, attempt: { type: 'integer' } },
    ...{ progress: { type: 'object' }, created_at: time, started_at: time, ended_at: time },
    error: { type: ['object', 'null'] },
  },
};

/** Where clients follow the runs that answered 202. */
export const followPaths: JsonObject = {
  '/runs': {
    get: {
      ...{
        operationId: 'GET runs of a client',
        tags: ['Endpoints'],
        summary: 'What a client has begun and has not ended',
      },
      description: 'The kept runs whose requests had this `Client-Id`, the newest first, at most 100.',
      parameters: [
        {
          ...{ name: 'client_id', in: 'query', required: true },
          schema: { type: 'string', minLength: 16, maxLength: 128 },
        },
      ],
      responses: {
        200: {
          description: 'their states',
          content: json({ type: 'object', properties: { list: { type: 'array', items: state } } }),
        },
        400: { ...failure, description: 'no `client_id`, or one that nobody can have' },
      },
    },
  },
  '/runs/{trx}': {
    get: {
      ...{ operationId: 'GET run', tags: ['Endpoints'], summary: 'How a kept run is doing' },
      parameters: [
        trx,
        {
          ...{ name: 'wait', in: 'query', schema: { type: 'integer', minimum: 0, maximum: 60 } },
          description: 'seconds that the answer is held until the status changes',
        },
      ],
      responses: { 200: { description: 'its state', content: json(state) }, 404: failure },
    },
    delete: {
      ...{ operationId: 'DELETE run', tags: ['Endpoints'], summary: 'Cancel a kept run' },
      description: 'For whoever knows the trx where the rule has `clientCancel`; for an operator always.',
      parameters: [trx],
      responses: {
        200: { description: 'its state', content: json(state) },
        403: { ...failure, description: 'the rule has no `clientCancel`' },
        404: failure,
        409: { ...failure, description: 'it has ended' },
      },
    },
  },
  '/runs/{trx}/events': {
    get: {
      ...{ operationId: 'GET events of a run', tags: ['Endpoints'], summary: 'What a kept run does, as it happens' },
      description:
        'Server-Sent Events, or messages `{id, event, data}` of a WebSocket: `status` and `progress` as they are, then `status`, `layer`, `component`, `progress` as they come, and `end`.',
      parameters: [
        trx,
        {
          ...{ name: 'Last-Event-ID', in: 'header', schema: text },
          description: 'goes on behind this event; one that is unknown begins with the state',
        },
        { name: 'after', in: 'query', schema: text, description: 'the same, for a WebSocket' },
      ],
      responses: {
        101: { description: 'a WebSocket' },
        200: { description: 'the events', content: { 'text/event-stream': { schema: text } } },
        204: { description: 'behind the end there is nothing' },
        404: failure,
      },
    },
  },
  '/runs/{trx}/result': {
    get: {
      ...{ operationId: 'GET result of a run', tags: ['Endpoints'], summary: 'What a waiting client would have had' },
      parameters: [trx],
      responses: {
        202: { description: 'there is none yet', headers: { 'Retry-After': { schema: text } } },
        404: failure,
        default: { description: 'the answer, as the rule gives it', content: { '*/*': {} } },
      },
    },
  },
};

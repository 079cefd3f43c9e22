import { Type } from 'typebox';
import { StepgateError } from '../error.ts';
import type { ErrorDetail } from '../error.ts';
import { readSchedule } from '../schedule/read-schedule.ts';
import { MISSED, OVERLAPS } from '../schedule/schedule.ts';
import type { ScheduleDocument, ShownStart } from '../schedule/schedule.ts';
import type { ListedSchedule, ScheduleRef } from '../store/schedules.ts';
import { AnyObject, Id, Nullable, OneOf, Time, time } from './field.ts';

/** A member that may be left out, or taken away with null. */
const maybe = <T extends Parameters<typeof Nullable>[0]>(schema: T) => Type.Optional(Nullable(schema));

const Request = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  description: 'query, header, params (they fill the name of the rule) and body of the request',
});

/** What a schedule can be changed in. */
export const changeableFields = {
  rule: Type.Optional(Type.String({ description: 'method and name: POST reports/nightly' })),
  cron: maybe(Type.String({ description: '5 fields, or 6 with the second first; or every, or at' })),
  every: maybe(Type.Number({ description: 'seconds, from when the schedule was added' })),
  at: maybe(Type.String({ description: 'once, ISO 8601' })),
  timezone: maybe(Type.String({ description: 'of cron; UTC' })),
  request: maybe(Request),
  queue: maybe(Type.String({ description: 'scheduled' })),
  overlap: maybe(OneOf(OVERLAPS, 'what becomes of a moment while a run is under way; skip')),
  missed: maybe(OneOf(MISSED, 'which moments that passed while nothing was up begin a run; once, the last of them')),
  jitter: maybe(Type.Number({ description: 'seconds at most that a run begins later' })),
  enabled: Type.Optional(Type.Boolean()),
  until: maybe(Type.String({ description: 'the last moment, ISO 8601' })),
  count: maybe(Type.Number({ description: 'runs at most' })),
};

const headFields = {
  id: Id,
  name: Type.String(),
  rule: Type.String(),
  cron: Type.Optional(Type.String()),
  every: Type.Optional(Type.Number()),
  at: Type.Optional(Time),
  timezone: Type.String(),
  request: AnyObject,
  queue: Type.String(),
  overlap: OneOf(OVERLAPS),
  missed: OneOf(MISSED),
  jitter: Type.Number(),
  enabled: Type.Boolean(),
  until: Type.Optional(Time),
  count: Type.Optional(Type.Number()),
  next_at: Nullable(Time),
  last: Nullable(Type.Object({ at: Time, trx: Type.String(), status: Nullable(Type.String()) })),
  runs: Type.Integer({ description: 'that its moments have begun' }),
  file: Nullable(Type.String({ description: 'that brought it, below the folder of schedules' })),
  operator: Type.String(),
  operator_id: Type.Integer(),
  created_at: Time,
  updated_at: Time,
};

const OUTCOMES = ['begun', 'skipped', 'missed', 'refused'] as const;

export const ScheduleHead = Type.Object(headFields);

export const Warnings = Type.Array(Type.Object({ pointer: Type.String(), message: Type.String() }));

export const SavedSchedule = Type.Object({ ...headFields, warnings: Warnings });

export const FullSchedule = Type.Object({
  ...headFields,
  starts: Type.Array(
    Type.Object({
      at: Type.String({ format: 'date-time', description: 'the due moment' }),
      trx: Nullable(Type.String()),
      status: Nullable(Type.String({ description: "the run's; null: there is none, or it is not known any more" })),
      outcome: Nullable(OneOf(OUTCOMES, 'null: its run is still to begin')),
      error: Nullable(Type.String({ description: 'why it was refused' })),
    }),
    { description: 'the last 100, newest first' },
  ),
  warnings: Warnings,
});

/** A schedule as a body has it. @throws StepgateError 000400 naming each wrong field. */
export function acceptSchedule(given: unknown): ScheduleDocument {
  const { document, errors } = readSchedule(given);
  if (document) return document;
  const details = errors.map(({ pointer, message, ...more }): ErrorDetail => {
    return { ...more, path: `request.body${pointer.replaceAll('/', '.')}`, message };
  });
  const [first] = details;
  throw new StepgateError('000400', `${first?.path ?? 'request.body'} ${first?.message ?? 'is refused'}`, {
    errors: details,
  });
}

const TIMINGS = ['cron', 'every', 'at'] as const;

/** The document with what a body changes; null takes a member away, and a new timing the one before. */
export function patched(document: ScheduleDocument, patch: Readonly<Record<string, unknown>>): ScheduleDocument {
  const isTimed = TIMINGS.some((name) => patch[name] !== undefined && patch[name] !== null);
  const before = Object.entries(document).filter(
    ([name]) => !(isTimed && (TIMINGS as readonly string[]).includes(name)),
  );
  const merged = Object.entries({ ...Object.fromEntries(before), ...patch });
  return acceptSchedule(Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined)));
}

/** @throws StepgateError 000400 for neither an id nor a name. */
export function scheduleRef(
  place: string,
  { id, name }: { readonly id?: number; readonly name?: string },
): ScheduleRef {
  if (id !== undefined) return { id };
  if (name !== undefined) return { name };
  const path = `request.${place}.id`;
  const message = 'is required: give id or name';
  throw new StepgateError('000400', `${path} ${message}`, { errors: [{ path, message }] });
}

/** A schedule as it is answered. */
export function shownSchedule({ schedule, last }: ListedSchedule) {
  const { id, document, dueAt, runs, file, operator, operatorId, createdAt, updatedAt } = schedule;
  const { request, enabled, count = Infinity } = document;
  const isOver = !enabled || runs >= count || dueAt === null;
  return {
    ...{ ...document, id, request: request as Record<string, unknown> },
    next_at: isOver ? null : time(dueAt),
    last: last && { at: time(last.at), trx: last.trx, status: last.status },
    ...{ runs, file, operator, operator_id: operatorId, created_at: time(createdAt), updated_at: time(updatedAt) },
  };
}

export function shownStart({ at, trx, state, status, error }: ShownStart) {
  const outcome = OUTCOMES.find((one) => one === state) ?? null;
  const hasRun = state === 'begun' || state === 'starting';
  return { at: time(at), trx: hasRun ? trx : null, status, outcome, error };
}

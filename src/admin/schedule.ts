import { Type } from 'typebox';
import { StepgateError, wrongField } from '../error.ts';
import { CronError, parseCron } from '../schedule/cron.ts';
import { scheduleWarning } from '../schedule/schedule.ts';
import type { ScheduleDocument } from '../schedule/schedule.ts';
import { zoneOf } from '../schedule/zone.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { PageOf, accepts, answers, creates, paged, success } from './envelope.ts';
import { Body, EXAMPLE_TRX, Id, OptionalBody, Query, Time, paging, time } from './field.ts';
import {
  FullSchedule,
  SavedSchedule,
  ScheduleHead,
  acceptSchedule,
  changeableFields,
  patched,
  scheduleRef,
  shownSchedule,
  shownStart,
} from './schedule-fields.ts';
import { noSuch } from './version.ts';

const which = { id: Type.Optional(Id), name: Type.Optional(Type.String({ examples: ['nightly'] })) };

/** Schedules, and what they have begun. */
export function addScheduleRoutes(app: AdminApp, deps: AdminDeps): void {
  addRead(app, deps);
  addPage(app, deps);
  addNext(app, deps);
  addSave(app, deps);
  addChange(app, deps);
  addDelete(app, deps);
  addRunNow(app, deps);
}

function addRead(app: AdminApp, { store, registry }: AdminDeps): void {
  const schema = {
    summary: 'One schedule, by id or name, with its last starts',
    querystring: Query(which),
    response: answers(FullSchedule),
  };
  app.get('/schedule', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const ref = scheduleRef('query', query);
    const found = await store.schedules.get(ref);
    if (!found) throw noSuch('schedule', ref);
    const { id, document } = found.schedule;
    const starts = (await store.schedules.starts(id)).map(shownStart);
    return success({ ...shownSchedule(found), starts, warnings: warningsOf(document, registry.names()) });
  });
}

function addPage(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'Schedules, newest first',
    querystring: Query({
      ...paging,
      name: Type.Optional(Type.String({ description: 'prefix of the name' })),
      enabled: Type.Optional(Type.Boolean()),
    }),
    response: answers(PageOf(ScheduleHead)),
  };
  app.get('/schedule/page', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const { name, enabled } = query;
    const filter = { ...(name !== undefined && { name }), ...(enabled !== undefined && { enabled }) };
    return paged(await store.schedules.page(filter, query), query, shownSchedule);
  });
}

function addNext(app: AdminApp, { clock }: AdminDeps): void {
  const schema = {
    summary: 'When a cron expression is due, from now on',
    querystring: Query({
      cron: Type.String({ examples: ['0 3 * * *'] }),
      timezone: Type.String({ default: 'UTC', examples: ['Europe/Berlin'] }),
      count: Type.Integer({ minimum: 1, maximum: 100, default: 5 }),
    }),
    response: answers(Type.Array(Time)),
  };
  app.get('/schedule/next', { config: { role: 'viewer' }, schema }, ({ query: { cron, timezone, count } }) => {
    const zone = /^[A-Za-z]/.test(timezone) ? zoneOf(timezone) : undefined;
    if (!zone) throw wrongField('request.query.timezone', 'is no time zone; expected one such as Europe/Berlin');
    try {
      const moments = parseCron(cron, zone);
      const times: string[] = [];
      for (let at = moments.next(clock.now()); at !== undefined && times.length < count; at = moments.next(at))
        times.push(time(at));
      return Promise.resolve(success(times));
    } catch (error) {
      if (error instanceof CronError) throw wrongField('request.query.cron', error.message);
      throw error;
    }
  });
}

function addSave(app: AdminApp, { store, registry }: AdminDeps): void {
  const schema = {
    summary: 'Add a schedule',
    body: Body(
      { name: Type.String({ description: '1 to 100 letters, digits, . _ and -' }), ...changeableFields },
      { name: 'nightly', rule: 'POST reports/nightly', cron: '0 3 * * *', timezone: 'Europe/Berlin', enabled: false },
    ),
    response: creates(SavedSchedule),
  };
  app.post('/schedule', { config: { role: 'developer' }, schema }, async ({ body, caller }, reply) => {
    const document = acceptSchedule(withoutNulls(body));
    const added = await store.schedules.add(document, caller.operator);
    if (!added) throw taken(document.name);
    const warnings = warningsOf(document, registry.names());
    return reply.code(201).send(success({ ...shownSchedule({ schedule: added, last: null }), warnings }));
  });
}

function addChange(app: AdminApp, { store, registry }: AdminDeps): void {
  const schema = {
    summary: 'Change a schedule, by id or name; null takes a member away',
    description: 'A schedule that came from a file stays as it is changed until its file changes.',
    body: Body({ ...which, ...changeableFields }, { name: 'nightly', cron: '30 3 * * *' }),
    response: answers(SavedSchedule),
  };
  app.put('/schedule', { config: { role: 'developer' }, schema }, async ({ body, caller }) => {
    const { id, name, ...patch } = withoutOperator(body);
    const ref = scheduleRef('body', { ...(id !== undefined && { id }), ...(name !== undefined && { name }) });
    // By its id, it may get another name.
    const change = id !== undefined && name !== undefined ? { ...patch, name } : patch;
    const changed = await store.schedules.change(ref, (before) => patched(before, change), caller.operator);
    if (changed === 'taken') throw taken(name ?? '');
    const listed = changed && (await store.schedules.get({ id: changed.id }));
    if (!listed) throw noSuch('schedule', ref);
    const warnings = warningsOf(listed.schedule.document, registry.names());
    return success({ ...shownSchedule(listed), warnings });
  });
}

function addDelete(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'Delete a schedule, by id or name; its runs go on',
    querystring: Query(which),
    body: Type.Unsafe<{ readonly id?: number; readonly name?: string } | null>(OptionalBody(which, { id: 2 })),
    response: answers(Type.Null()),
  };
  app.delete('/schedule', { config: { role: 'developer' }, schema }, async ({ body, query, caller }) => {
    const { id, name } = { ...query, ...body };
    const ref = scheduleRef('body', { ...(id !== undefined && { id }), ...(name !== undefined && { name }) });
    if (!(await store.schedules.remove(ref, caller.operator))) throw noSuch('schedule', ref);
    return success(null);
  });
}

function addRunNow(app: AdminApp, { store, runSchedule }: AdminDeps): void {
  const schema = {
    summary: 'Begin a run of a schedule now, whether it is enabled or not, and whatever is under way',
    body: Body(which, { name: 'nightly' }),
    response: accepts(Type.Object({ trx: Type.String({ examples: [EXAMPLE_TRX] }) })),
  };
  app.post('/schedule/run_now', { config: { role: 'operator' }, schema }, async ({ body, caller }, reply) => {
    const ref = scheduleRef('body', body);
    const found = await store.schedules.get(ref);
    const trx = found && (await runSchedule({ id: found.schedule.id }));
    if (!found || trx === undefined) throw noSuch('schedule', ref);
    const target = found.schedule.document.name;
    await store.audit.add({ action: 'schedule.run_now', target, before: null, after: { trx } }, caller.operator);
    return reply.code(202).send(success({ trx }));
  });
}

function warningsOf(document: ScheduleDocument, rules: Parameters<typeof scheduleWarning>[1]) {
  const warning = scheduleWarning(document, rules);
  return warning ? [warning] : [];
}

function withoutNulls(body: object): object {
  return Object.fromEntries(Object.entries(withoutOperator(body)).filter(([, value]) => value !== null));
}

/** Who asks is known by other means. */
function withoutOperator<T extends object>(body: T): Omit<T, 'operator' | 'operator_id'> {
  const members = Object.entries(body).filter(([name]) => name !== 'operator' && name !== 'operator_id');
  return Object.fromEntries(members) as Omit<T, 'operator' | 'operator_id'>;
}

function taken(name: string): StepgateError {
  return new StepgateError('000409', `the schedule name ${name} is taken; change that schedule with PUT`);
}

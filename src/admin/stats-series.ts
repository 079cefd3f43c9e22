import { Type } from 'typebox';
import { wrongField } from '../error.ts';
import type { Json } from '../json.ts';
import type { SeriesPoint } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { Query, Time, span, spanOf, time } from './field.ts';

const HOUR_MS = 3_600_000;
const MOST_POINTS = 1500;
const USUAL_POINTS = 200;
const MOST_ERRORS = 200;
/** Seconds. */
const USUAL_STEPS = [60, 300, 900, 3600, 21_600, 86_400];

const metrics = {
  runs: ({ byStatus }) => Object.values(byStatus).reduce((sum, count) => sum + count, 0),
  runs_by_status: ({ byStatus }) => ({ ...byStatus }),
  error_rate: ({ errorRate }) => errorRate,
  p50: ({ answer }) => answer.p50,
  p95: ({ answer }) => answer.p95,
  p99: ({ answer }) => answer.p99,
} satisfies Record<string, (point: SeriesPoint) => Json>;

type Metric = keyof typeof metrics;

const name = Type.Optional(Type.String({ description: "a rule's name" }));

/** How the recorded runs went over time, and their errors. */
export function addStatsSeriesRoutes(app: AdminApp, deps: AdminDeps): void {
  addSeries(app, deps);
  addErrors(app, deps);
}

function addSeries(app: AdminApp, { store, clock }: AdminDeps): void {
  const schema = {
    summary: 'Runs, error rate and times to the answer, over time',
    querystring: Query({
      metric: Type.String({
        description: `${Object.keys(metrics).join(', ')}; or several, separated by commas`,
        examples: ['runs_by_status'],
      }),
      name,
      ...span,
      step: Type.Optional(Type.Integer({ minimum: 1, maximum: 31_536_000, description: 'seconds' })),
    }),
    response: answers(
      Type.Object({
        step: Type.Integer({ description: 'seconds; 3600 or more where over 200,000 logs would have been read' }),
        list: Type.Array(
          Type.Object({
            at: Time,
            value: Type.Unknown({ description: 'of several metrics an object with each; null: there were no runs' }),
          }),
        ),
      }),
    ),
  };
  app.get('/stats/series', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const wanted = metricsOf(query.metric);
    const { end = clock.now(), start = end - HOUR_MS } = spanOf(query);
    const stepMs = stepOf(query.step, end - start) * 1000;
    const filter = { start, end, ...(query.name !== undefined && { name: query.name }) };
    const { stepMs: step, points } = await store.runLogs.series(filter, stepMs);
    return success({
      step: step / 1000,
      list: points.map((point) => ({ at: time(point.at), value: valueOf(point, wanted) })),
    });
  });
}

/** @throws StepgateError 000400. */
function metricsOf(text: string): Metric[] {
  return text.split(',').map((one) => {
    if (Object.hasOwn(metrics, one)) return one as Metric;
    throw wrongField('request.query.metric', `names ${one || 'nothing'}; expected ${Object.keys(metrics).join(', ')}`);
  });
}

/** Seconds. @throws StepgateError 000400 where there would be too many points. */
function stepOf(step: number | undefined, lengthMs: number): number {
  if (lengthMs < 0) throw wrongField('request.query.start', 'is after end');
  const usual = USUAL_STEPS.find((one) => lengthMs / 1000 / one <= USUAL_POINTS) ?? 86_400;
  const chosen = step ?? usual;
  if (lengthMs / 1000 / chosen <= MOST_POINTS) return chosen;
  const least = Math.ceil(lengthMs / 1000 / MOST_POINTS);
  throw wrongField('request.query.step', `gives more than ${MOST_POINTS} points; take at least ${least} seconds`);
}

function valueOf(point: SeriesPoint, wanted: readonly Metric[]): Json {
  const [first, ...others] = wanted;
  if (first !== undefined && others.length === 0) return metrics[first](point);
  return Object.fromEntries(wanted.map((one) => [one, metrics[one](point)]));
}

function addErrors(app: AdminApp, { store, clock }: AdminDeps): void {
  const schema = {
    summary: 'Errors of recorded runs, by code and rule, the commonest first',
    querystring: Query({ ...span, name }),
    response: answers(
      Type.Object({
        list: Type.Array(
          Type.Object({
            err_code: Type.String(),
            method: Type.String(),
            name: Type.String({ description: 'of the rule' }),
            count: Type.Integer(),
            last_at: Time,
          }),
          { description: `at most ${MOST_ERRORS}` },
        ),
        more: Type.Boolean(),
      }),
    ),
  };
  app.get('/stats/errors', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const { end = clock.now(), start = end - 24 * HOUR_MS } = spanOf(query);
    const filter = { start, end, ...(query.name !== undefined && { name: query.name }) };
    const { list, more } = await store.runLogs.errors(filter, MOST_ERRORS);
    return success({
      list: list.map(({ errCode, lastAt, ...rest }) => ({ ...rest, err_code: errCode, last_at: time(lastAt) })),
      more,
    });
  });
}

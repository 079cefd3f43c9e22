import type { JsonObject } from '../../../src/json.ts';
import type { SeenAnswer, Witnessed } from '../observation.ts';
import { same } from '../same.ts';
import { failureAnswer, successAnswer } from './answer.ts';
import type { Responded, AnsweredFailure } from './answer.ts';
import type { Ended } from './ended.ts';
import { dataOf } from './expected.ts';
import { withFailed } from './ignored.ts';
import { playedLayers, settlingTimes } from './layer.ts';
import type { LayerEnd, LayerRules, PlayedLayer } from './layer.ts';
import { inOrder, withMarksOf } from './left.ts';
import type { LeftEntry } from './left.ts';
import { put } from './put.ts';

/** A run as a layer finds it. */
export interface Standing {
  readonly context: JsonObject;
  readonly responded: Responded;
  /** The answer that has gone out. */
  readonly answer: SeenAnswer | undefined;
  readonly layer: number;
  /** Answers that the upstream had given when the layer began. */
  readonly start: number;
  readonly suspends: boolean;
  /** The rule's. */
  readonly response: JsonObject;
  /** What is left to be undone after a layer that went so. */
  left(layer: PlayedLayer): readonly LeftEntry[];
}

/** A layer, played in one order, and what comes of it. */
export interface Course {
  readonly layer: PlayedLayer;
  readonly context: JsonObject;
  readonly responded: Responded;
  /** The answer that went out while the layer ran. */
  readonly early: SeenAnswer | undefined;
  /** The failure that ended it, as it is told. */
  readonly told: AnsweredFailure | undefined;
}

/** Of the ways in which the layer can have gone, the one that gives what was seen; else the one that gives most of it. */
export function courseOf(
  at: Standing,
  all: readonly Ended[],
  interruption: LayerRules['interruption'],
  seen: Witnessed,
): Course {
  const times = settlingTimes(all, at.start, seen);
  const rules = { letSettle: at.suspends, interruption };
  let [first, next]: (Course | undefined)[] = [];
  for (const layer of playedLayers(times, rules, at.start, seen)) {
    const course = { layer, ...consequences(at, all, layer, seen) };
    const isSeen =
      (seen.answer === null ? isKept(course.context, seen) : isAnswered(at, course, seen.answer)) &&
      (layer.end === null || isStored(layer.end, course.context, seen));
    if (isSeen && isLeft(at, layer, seen)) return course;
    if (isSeen) next ??= course;
    first ??= course;
  }
  const course = next ?? first;
  if (!course) throw new Error('a layer goes in at least one order');
  return course;
}

/** Whether what is kept of the failure, and of the context, may be what has become of them. */
function isStored({ component }: LayerEnd, context: JsonObject, { failure, givenUp }: Witnessed): boolean {
  return component === failure?.component && (givenUp === null || same(dataOf(context), givenUp.data));
}

/** Whether what is to be undone may be what is stored of it. */
function isLeft(at: Standing, layer: PlayedLayer, { givenUp, kept }: Witnessed): boolean {
  const told = givenUp?.left ?? kept?.left;
  if (layer.end === null || told === undefined) return true;
  const [seen, left] = [told, at.left(layer)].map((entries) => inOrder(withMarksOf(entries, [])));
  return same(seen, left);
}

/** Whether what was answered may be the answer: how a failure is answered depends on what becomes of the run. */
function isAnswered(at: Standing, { early, told, context }: Course, seen: SeenAnswer): boolean {
  const answer = at.answer ?? early;
  if (answer) return same(answer, seen);
  return (
    told === undefined || STANDINGS.some((standing) => same(failureAnswer(at.response, context, told, standing), seen))
  );
}

const STANDINGS = [undefined, 'suspended', 'compensating', 'compensated'] as const;

/** What is answered while a layer runs, and the context that it leaves. */
function consequences(at: Standing, all: readonly Ended[], layer: PlayedLayer, seen: Witnessed): Omit<Course, 'layer'> {
  const settled = new Set<Ended>();
  let response: JsonObject = {};
  let responded = at.responded;
  let early: SeenAnswer | undefined;
  let isFailed = false;
  const context = (): JsonObject => ({ ...withOutputs(at.context, all, settled), ...response });
  const answerNow = (): void => {
    if (at.answer || isFailed) return;
    early ??= successAnswer(at.response, context(), responded);
  };
  for (const event of layer.events) {
    if (event.kind === 'responds') {
      if (at.answer ?? early) continue;
      if (!responded) response = { response: event.value };
      responded ??= { value: event.value };
      answerNow();
      continue;
    }
    const { component, outcome } = event.ended;
    if ('failure' in outcome) isFailed = true;
    if (outcome.kind !== 'value' && outcome.kind !== 'skipped') continue;
    settled.add(event.ended);
    if (outcome.kind === 'value' && component.nowResponse === true) answerNow();
  }
  if (early && !responded) response = { response: early.body };
  return { context: context(), responded, early, told: layer.end ? toldOf(at, layer.end, seen) : undefined };
}

/** The context with the outputs of those that have settled: in the order of the layer's components, whoever was first. */
function withOutputs(context: JsonObject, all: readonly Ended[], settled: ReadonlySet<Ended>): JsonObject {
  let after = context;
  for (const ended of all) {
    if (!settled.has(ended)) continue;
    const { component, outcome, ignored } = ended;
    const { outputName } = component;
    after = withFailed(after, component, ignored);
    if (outcome.kind !== 'value' || typeof outputName !== 'string') continue;
    after = put(after, outputName.split('.'), outcome.output);
  }
  return after;
}

function toldOf(at: Standing, { component, failure }: LayerEnd, seen: Witnessed): AnsweredFailure {
  const { code, status } = failure;
  return { code, status, message: failure.message ?? seen.failure?.message ?? '', component, layer: at.layer };
}

/** Whether the early answer, or that there was none, is what a run has kept whose process died before it could show it. */
function isKept({ response }: JsonObject, { kept }: Witnessed): boolean {
  return kept === null || same(response, kept.data.response);
}

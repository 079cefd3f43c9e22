import type {
  CompiledComponent,
  CompiledResponse,
  CompiledRule,
  Placeholder,
  RequestRefusal,
  RuleEnvironment,
} from '../compiled.ts';
import { contextPlaceholders } from '../component-placeholders.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { queuePlaceholders } from '../queue.ts';
import type { CompiledQueue } from '../queue-types.ts';
import { everyComponent } from '../every-component.ts';
import type { ComponentSpec } from '../schema/component.ts';
import type { RuleSpec } from '../schema/rule.ts';
import { errorPlaceholders, responsePlaceholders } from '../response.ts';
import { refusalPlaceholders } from '../request/refusals.ts';
import { type Known, missing, newComparing } from './missing.ts';
import { allOutputs, NOTHING, outputsOf, specsInside } from './outputs.ts';
import { requestShape } from './request-shape.ts';
import { at, closed, either, type Shape } from './shape.ts';
import { warnOfUnread } from './unread.ts';

/** The rule whose data are followed. */
export interface FlowRule {
  readonly name: string;
  readonly spec: RuleSpec;
  readonly refusals: readonly RequestRefusal[];
  readonly metadata: CompiledRule['metadata'];
  readonly layers: readonly (readonly CompiledComponent[])[];
  readonly response: CompiledResponse;
  readonly callbacks?: Callbacks;
  readonly queue?: CompiledQueue;
}

type Callbacks = CompiledRule['callbacks'];

/** `error`, which only the response's error block and compensations see. */
const ERROR = closed(['code', 'msg', 'kind', 'component', 'layer'].map((name) => [name, 'scalar']));

/** Follows the data through the layers: warns of placeholders that nothing provides, of outputs that nothing reads. */
export function warnOfFlow(rule: FlowRule, environment: RuleEnvironment, diagnostics: Diagnostics): void {
  const { spec, refusals, queue, metadata, layers, response, callbacks } = rule;
  const specs = spec.components ?? [];
  const context = contextShape(requestShape(spec.request ?? {}, rule.name));
  const base = either(context, callbackShape(callbacks));
  const outputs = allOutputs(layers, specs);
  const follower = new Follower(layers, environment, diagnostics);
  const early = [...(metadata?.placeholders ?? []), ...(queue ? queuePlaceholders(queue) : [])];
  follower.warn([...refusalPlaceholders(refusals), ...early], { before: context, beside: NOTHING, later: outputs });
  follower.follow(layers, specs, base, at(['error'], ERROR));
  const before = either(base, outputs);
  const [success, failure] = [responsePlaceholders(response), errorPlaceholders(response)];
  follower.warn(success, alone(before));
  follower.warn(failure, alone(either(before, at(['error'], ERROR))));
  warnOfUnread(layers, [...success, ...failure], diagnostics);
}

function alone(before: Shape): Known {
  return { before, beside: NOTHING, later: NOTHING };
}

/** Follows the data through a list of layers, and those inside its flows. */
class Follower {
  /** Components of the rule whose failure ends the run. */
  readonly #ending: ReadonlySet<string>;
  readonly #environment: RuleEnvironment;
  readonly #diagnostics: Diagnostics;
  readonly #comparing = newComparing();

  constructor(layers: FlowRule['layers'], environment: RuleEnvironment, diagnostics: Diagnostics) {
    const all = everyComponent(layers);
    const passedOver = new Set(all.filter(({ ignoreError }) => ignoreError).map(({ name }) => name));
    this.#ending = new Set(all.map(({ name }) => name)).difference(passedOver);
    this.#environment = environment;
    this.#diagnostics = diagnostics;
  }

  /** @param around what compensations see beside `base`: all that there is at the end. */
  follow(
    layers: readonly (readonly CompiledComponent[])[],
    specs: readonly (readonly ComponentSpec[])[],
    base: Shape,
    around: Shape,
  ): void {
    const outputs = layers.map((components, layer) => outputsOf(components, specs[layer] ?? []));
    const whole = [base, ...outputs].reduce(either, around);
    // From the end on: what comes after each layer.
    const laters: Shape[] = [];
    outputs.reduceRight<Shape>((later, shape, layer) => {
      laters[layer] = later;
      return either(later, shape);
    }, NOTHING);
    let before = base;
    layers.forEach((components, layer) => {
      const beside = outputs[layer] ?? NOTHING;
      const known: Known = { before, beside, later: laters[layer] ?? NOTHING };
      components.forEach((component, index) => this.#component(component, specs[layer]?.[index], known, whole));
      before = either(before, beside);
    });
  }

  #component(component: CompiledComponent, spec: ComponentSpec | undefined, known: Known, whole: Shape): void {
    const { loop, call, undo } = component;
    if (loop) this.warn(loop.list.placeholders, known);
    const element = loop ? closed([loop.as, 'index'].map((name) => [name, 'any'])) : NOTHING;
    const before = either(known.before, element);
    const around = either(whole, element);
    this.warn(contextPlaceholders(component), { ...known, before });
    if (undo) this.warn(contextPlaceholders(undo), alone(around));
    if (call.type !== 'flow' || spec?.type !== 'flow') return;
    specsInside(spec).forEach((specs, index) => {
      const { layers = [], callbacks } = call.cases[index] ?? {};
      this.follow(layers, specs, either(before, callbackShape(callbacks)), around);
    });
    const inside = call.cases.map(({ layers }, index) => allOutputs(layers, specsInside(spec)[index] ?? []));
    this.warn(call.output?.placeholders ?? [], alone(inside.reduce(either, before)));
  }

  warn(placeholders: readonly Placeholder[], known: Known): void {
    for (const placeholder of distinct(placeholders)) {
      const found =
        endingFailure(placeholder, this.#ending) ??
        missing(placeholder, known, this.#comparing) ??
        missingVariable(placeholder, this.#environment);
      if (found) this.#diagnostics.warn(placeholder.pointer, found.message, found.suggestion);
    }
  }
}

/** The context of a run before its first layer. */
function contextShape(request: Shape): Shape {
  return closed([
    ['request', request],
    ['trx', 'scalar'],
    ['logId', 'scalar'],
    ...['now', 'today', 'uuid'].map((name) => [name, 'scalar'] as const),
    ['var', 'any'],
    ['secret', 'any'],
    ['failed', NOTHING],
    ['callback', NOTHING],
    // Null where no schedule has begun the run.
    ['schedule', closed(['name', 'at'].map((name) => [name, 'scalar']))],
  ]);
}

function callbackShape(callbacks: Callbacks = {}): Shape {
  return at(['callback'], closed(Object.keys(callbacks).map((name) => [name, 'scalar'])));
}

function missingVariable({ text, path }: Placeholder, { hasVar }: RuleEnvironment): ReturnType<typeof missing> {
  const [root, name] = path;
  if (root !== 'var' || typeof name !== 'string' || hasVar?.(name) !== false) return undefined;
  return { message: `{${text}}: there is no variable ${name}; set STEPGATE_VAR_${name}` };
}

/** `{failed.NAME}` of a component whose failure ends the run. */
function endingFailure({ text, path }: Placeholder, ending: ReadonlySet<string>): ReturnType<typeof missing> {
  const [root, name] = path;
  if (root !== 'failed' || !ending.has(String(name))) return undefined;
  return { message: `{${text}}: ${String(name)} has no ignoreError, so that its failure is never passed over` };
}

function distinct(placeholders: readonly Placeholder[]): Iterable<Placeholder> {
  return new Map(
    placeholders.map((placeholder) => [`${placeholder.pointer} ${placeholder.text}`, placeholder]),
  ).values();
}

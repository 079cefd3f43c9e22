import type { CompiledComponent, CompiledResponse, Placeholder, Scope } from '../rule/compiled.ts';
import { contextPlaceholders } from '../rule/component-placeholders.ts';
import { everyComponent } from '../rule/every-component.ts';
import { memberOf } from '../rule/path.ts';
import { firstCase } from './answer-case.ts';
import { chosenCase } from './chosen-case.ts';
import { Context, emptyScope, putAll } from './context.ts';
import type { Preview, PreviewedComponent } from './engine.ts';
import { elementScope } from './inner-context.ts';
import { birthOf } from './kept-state.ts';
import { flowOf, isLoop } from './part-state.ts';
import type { FlowState, Parts, PartState } from './part-state.ts';
import type { KeptPlan } from './plan-kept.ts';
import type { KeptRun, RunEnvironment } from './port.ts';
import { callOf, skipped, valueOr } from './previewed-call.ts';

type Layers = readonly (readonly CompiledComponent[])[];

/** Of a longer list only the first elements are shown. */
const MOST_ELEMENTS = 100;

/** What a run that goes on so would run, from the suspended layer on, and answer. Runs nothing. */
export function previewKept({ rule, state }: KeptPlan, row: KeptRun, environment: RunEnvironment): Preview {
  const { scope } = new Context(state.data, { trx: row.trx, logId: row.logId }, environment, birthOf(state));
  const previewer = new Previewer();
  previewer.root(rule.layers, row.curStep, state.failed, state.parts, scope);
  previewer.note(answered(rule.response, scope, state.responded !== null), scope, null, null);
  return previewer;
}

/** Where a component stands. */
interface Place {
  readonly scope: Scope;
  /** What is before its name: `fulfil/`. */
  readonly prefix: string;
  /** Of the rule. */
  readonly layer: number;
  /** Whether it is run depends on outputs that are not there yet. */
  readonly isOpen: boolean;
}

class Previewer implements Preview {
  readonly components: PreviewedComponent[] = [];
  readonly missing: Preview['missing'][number][] = [];
  /** Outputs of what is still to run. */
  readonly #provided: (readonly string[])[] = [];

  root(layers: Layers, from: number, failed: readonly string[] | null, parts: Parts | undefined, scope: Scope): void {
    for (let layer = from; layer <= layers.length; layer++) {
      const isFirst = layer === from;
      const place = { scope, prefix: '', layer, isOpen: false };
      this.#layer(layers[layer - 1] ?? [], isFirst ? failed : null, isFirst ? parts : undefined, place);
    }
  }

  #layer(
    components: readonly CompiledComponent[],
    only: readonly string[] | null,
    parts: Parts | undefined,
    place: Place,
  ): void {
    const toRun = components.filter(({ name }) => only?.includes(name) ?? true);
    for (const component of toRun) this.#component(component, parts && ownPart(parts, component.name), place);
    for (const component of toRun) this.#provided.push(...outputsOf(component));
  }

  #component(component: CompiledComponent, part: PartState | undefined, place: Place): void {
    const { loop, name } = component;
    if (!loop) {
      this.#one(component, part && !isLoop(part) ? flowOf(part) : undefined, place, name);
      return;
    }
    const waits = this.note(loop.list.placeholders, place.scope, place.layer, place.prefix + name);
    const kept = part && isLoop(part) ? part : undefined;
    const list = kept?.list ?? (waits ? undefined : valueOr(() => loop.list.evaluate(place.scope), undefined));
    if (!Array.isArray(list)) {
      this.#provided.push([loop.as], ['index']);
      this.#one(component, undefined, { ...place, isOpen: true }, name);
      return;
    }
    let shown = 0;
    for (let index = 0; index < list.length && shown < MOST_ELEMENTS; index++) {
      const element = kept?.elements[index];
      if (element && 'output' in element) continue;
      shown++;
      const scope = elementScope(place.scope, loop.as, list[index] as never, index);
      this.#one(component, flowOf(element?.part), { ...place, scope }, `${name}[${index}]`);
    }
  }

  #one(component: CompiledComponent, kept: FlowState | undefined, place: Place, name: string): void {
    const { scope, prefix, layer, isOpen } = place;
    const full = prefix + name;
    const waits = this.note(contextPlaceholders(component), scope, layer, full) || isOpen;
    const isSkipped = kept ? false : waits ? null : skipped(component, scope);
    this.components.push({ layer, name: full, ...callOf(component, scope), skipped: isSkipped });
    const { call } = component;
    if (call.type !== 'flow' || isSkipped === true) return;
    const { cases } = call;
    const chosen =
      kept?.case ?? (waits ? undefined : valueOr(() => chosenCase(call, scope) ?? cases.length, undefined));
    const inside = chosen === undefined ? cases : cases.slice(chosen, chosen + 1);
    for (const { layers } of inside)
      this.#inside(layers, kept, { ...place, prefix: `${full}/`, isOpen: chosen === undefined });
  }

  #inside(layers: Layers, kept: FlowState | undefined, place: Place): void {
    const { layer: first = 1, failed = null, outputs = [], parts } = kept ?? {};
    const scope = Object.assign(emptyScope(), place.scope);
    putAll(scope, outputs);
    for (let layer = first; layer <= layers.length; layer++) {
      const isFirst = layer === first;
      this.#layer(layers[layer - 1] ?? [], isFirst ? failed : null, isFirst ? parts : undefined, { ...place, scope });
    }
  }

  /** Notes those that would be null; gives whether others depend on what is still to run. */
  note(placeholders: readonly Placeholder[], scope: Scope, layer: number | null, component: string | null): boolean {
    // What has not failed has no failure.
    const absent = placeholders.filter(
      ({ path }) => path[0] !== 'failed' && isNull(path.reduce<unknown>(memberOf, scope)),
    );
    const unknown = absent.filter(({ path }) => !this.#provided.some((output) => meet(output, path)));
    for (const { pointer, text } of unknown) this.missing.push({ layer, component, pointer, placeholder: text });
    return absent.length > unknown.length;
  }
}

function ownPart(parts: Parts, name: string): PartState | undefined {
  return Object.hasOwn(parts, name) ? parts[name] : undefined;
}

/** Where it puts its output; a script, and a component with `nowResponse`, also `response`. */
function outputsOf(component: CompiledComponent): (readonly string[])[] {
  const { outputPath } = component;
  const answers = everyComponent([[component]]).some((one) => one.nowResponse || one.call.type === 'script');
  return [...(outputPath ? [outputPath] : []), ...(answers ? [['response']] : [])];
}

/** Whether one path lies within the other. */
function meet(output: readonly string[], path: Placeholder['path']): boolean {
  return output.every((segment, index) => index >= path.length || String(path[index]) === segment);
}

/** What a success is answered with. */
function answered(response: CompiledResponse, scope: Scope, hasResponded: boolean): Placeholder[] {
  const { body, defaultBody, cases } = response;
  const chosen = firstCase(cases, scope, 'response.cases', []);
  const { status, header } = chosen ?? response;
  const shown = chosen || hasResponded ? (chosen ?? response).body : (defaultBody ?? body);
  return [status, header, shown].flatMap((part) => part?.placeholders ?? []);
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

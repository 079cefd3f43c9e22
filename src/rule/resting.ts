import type { CompiledComponent, CompiledRule, FlowCase, Placeholder } from './compiled.ts';
import { readPlaceholders } from './component-placeholders.ts';
import type { Diagnostics } from './diagnostics.ts';
import { everyComponent, mapComponents } from './every-component.ts';
import { member } from './json-pointer.ts';

type Layers = readonly (readonly CompiledComponent[])[];

/** Shorter pauses of `until` are slept through. */
const RESTING_PAUSE_MS = 5_000;

/** Whether there is a `wait`, inside flows too. */
export function hasWaits(layers: Layers): boolean {
  return everyComponent(layers).some(({ call }) => call.type === 'wait');
}

/** What a rule has of waits and long pauses; a rule without any stays as it is. */
export function compileResting(layers: Layers, durable: boolean): Pick<CompiledRule, 'layers' | 'callbacks' | 'rests'> {
  const waits = hasWaits(layers);
  if (!waits && !(durable && everyComponent(layers).some(pausesLong))) return { layers };
  const noted = mapComponents(layers, (component) => withCallbacks(durable ? resting(component) : component));
  return { layers: noted, rests: true, ...callbacksOf(noted) };
}

function pausesLong({ until }: CompiledComponent): boolean {
  return until !== undefined && until.everyMs >= RESTING_PAUSE_MS;
}

function resting(component: CompiledComponent): CompiledComponent {
  const { until } = component;
  return until && pausesLong(component) ? { ...component, until: { ...until, rests: true } } : component;
}

function withCallbacks(component: CompiledComponent): CompiledComponent {
  const { call } = component;
  if (call.type !== 'flow') return component;
  const cases = call.cases.map((one): FlowCase => ({ ...one, ...callbacksOf(one.layers) }));
  return { ...component, call: { ...call, cases } };
}

/** Those that stand in these layers themselves. */
function callbacksOf(layers: Layers): Pick<CompiledRule, 'callbacks'> {
  const waits = callbackWaits(layers);
  return waits.length === 0 ? {} : { callbacks: Object.fromEntries(waits.map(({ name, key }) => [name, key])) };
}

function callbackWaits(layers: Layers): CompiledComponent[] {
  return layers.flat().filter(({ call }) => call.type === 'wait' && call.for === 'callback');
}

/**
 * Refuses two waits for callbacks of one name in a list of layers, where `{callback.NAME}` is read: it would be either's.
 * @param readers of the context after the last layer.
 */
export function refuseSameCallbacks(layers: Layers, readers: readonly Placeholder[], diagnostics: Diagnostics): void {
  const waits = callbackWaits(layers);
  const again = waits.filter(({ name }, index) => waits.findIndex((one) => one.name === name) < index);
  const read = again.length === 0 ? [] : [...layers.flat().flatMap(readPlaceholders), ...readers];
  for (const { name, pointer } of again) {
    if (!read.some(({ path }) => path[0] === 'callback' && (path[1] ?? name) === name)) continue;
    const message = `an earlier wait for a callback has this name too, and {callback.${name}} would be the URL of both`;
    diagnostics.error(member(pointer, 'name'), message);
  }
  for (const { call } of layers.flat()) {
    if (call.type !== 'flow') continue;
    for (const one of call.cases) refuseSameCallbacks(one.layers, call.output?.placeholders ?? [], diagnostics);
  }
}

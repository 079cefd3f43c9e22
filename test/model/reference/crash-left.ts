import type { Json, JsonObject } from '../../../src/json.ts';
import { WrongCondition, isTrue } from './condition.ts';
import { undoes, withEntries } from './left.ts';
import type { LeftElement, LeftEntry, LeftFlow, LeftOne } from './left.ts';
import { listOf } from './loop.ts';
import { put } from './put.ts';
import { casesOf, isLoopKept } from './ran.ts';
import type { FlowKept, OneKept, PartKept, Parts } from './ran.ts';
import { inContext } from './template.ts';

/**
 * What the components of a layer may have left whose process has died: of all that were to run nothing says whether they did,
 * but for those of which it is certain that they did not.
 */
export function crashLeft(
  layer: number,
  all: readonly JsonObject[],
  only: readonly string[] | null,
  parts: Parts,
  context: JsonObject,
): LeftEntry[] {
  return all.flatMap((component): LeftEntry[] => {
    const name = component.name as string;
    if (!undoes(component) || !(only?.includes(name) ?? true)) return [];
    const part = parts[name];
    if (component.foreach !== undefined) {
      const elements = elementsLeft(component, part, context);
      return Object.keys(elements).length > 0 ? [{ layer, name, elements }] : [];
    }
    const one = oneLeft(component, part && !isLoopKept(part) ? part : undefined, context);
    return one ? [{ layer, name, ...one }] : [];
  });
}

function elementsLeft(
  component: JsonObject,
  part: PartKept | undefined,
  context: JsonObject,
): Record<string, LeftElement> {
  const kept = part && isLoopKept(part) ? part : undefined;
  const list = kept?.list ?? listOf(component, context);
  if ('code' in list) return {};
  const { as = 'item' } = component;
  const left: Record<string, LeftElement> = { ...kept?.undo };
  for (const [index, item] of list.entries()) {
    const element = kept?.elements[index];
    if (element && 'output' in element) continue;
    const seen = { ...context, [as as string]: item, index };
    const one = oneLeft(component, element?.part, seen);
    if (one) left[index] = { ...left[index], item, ...one };
  }
  return left;
}

function oneLeft(component: JsonObject, part: OneKept | undefined, context: JsonObject): LeftOne | undefined {
  if (!part && !holds(component.condition, context)) return undefined;
  const times = part && 'times' in part ? part : undefined;
  const own = component.compensate === undefined ? {} : ({ outcome: 'unknown' } as const);
  if (component.type !== 'flow') return 'outcome' in own ? own : undefined;
  const kept = part && 'times' in part ? part.flow : part;
  const chosen = kept?.case ?? caseOf(component, context);
  // Without a case it is skipped.
  if (chosen === undefined || chosen < 0) return times?.undo ? { flows: times.undo } : undefined;
  const inside = flowLeft(component, { ...START, ...kept, case: chosen }, times?.times ?? 1, context);
  const flows = [...(times?.undo ?? []), ...inside];
  return 'outcome' in own || flows.length > 0 ? { ...own, ...(flows.length > 0 && { flows }) } : undefined;
}

const START = { layer: 1, failed: null, outputs: [] };

function flowLeft(component: JsonObject, kept: FlowKept, time: number, around: JsonObject): LeftFlow[] {
  const { layer, failed, outputs, parts = {}, undo = [] } = kept;
  const layers = (casesOf(component)[kept.case]?.components ?? []) as unknown as JsonObject[][];
  const context = outputs.reduce((before, { path, value }) => put(before, path, value), around);
  const entries = withEntries(undo, crashLeft(layer, layers[layer - 1] ?? [], failed, parts, context));
  return entries.length > 0 ? [{ time, case: kept.case, outputs, entries }] : [];
}

/** Undefined: it cannot be told, and the flow fails. */
function caseOf(component: JsonObject, context: JsonObject): number | undefined {
  return evaluatedOrNot(() => casesOf(component).findIndex(({ when }) => isHeld(when, context)));
}

/** Where it cannot be evaluated nothing has run either. */
function holds(condition: Json | undefined, context: JsonObject): boolean {
  return evaluatedOrNot(() => isHeld(condition, context)) ?? false;
}

function isHeld(condition: Json | undefined, context: JsonObject): boolean {
  return typeof condition !== 'string' || isTrue(condition, inContext(context));
}

function evaluatedOrNot<T>(evaluate: () => T): T | undefined {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof WrongCondition) return undefined;
    throw error;
  }
}

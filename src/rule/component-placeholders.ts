import type { CompiledComponent, Placeholder } from './compiled.ts';
import { layersInside } from './every-component.ts';
import { failurePlaceholders } from './failure-cases.ts';
import { isRequest } from './rule-call.ts';

interface Holder {
  readonly placeholders: readonly Placeholder[];
}

/** The placeholders in what a component sends out: secrets may be here, and nowhere else. */
export function sentPlaceholders({ call }: CompiledComponent): Placeholder[] {
  if (call.type === 'flow' || call.type === 'wait') return [];
  return gather(isRequest(call) ? [call.url, call.header, call.auth, call.input] : [call.input]);
}

/** The placeholders that say whether and how often a component runs, and what it gives instead of its output. */
function shapingPlaceholders({ condition, fallback, call }: CompiledComponent): Placeholder[] {
  const own = call.type === 'flow' ? call.cases.map(({ when }) => when) : [];
  const waits = call.type === 'wait' ? [call.title, call.time?.value] : [];
  return gather([condition, fallback, ...own, ...waits]);
}

/** The placeholders in which a secret has no place. */
export function openPlaceholders(component: CompiledComponent): Placeholder[] {
  const { loop, call } = component;
  return [
    ...shapingPlaceholders(component),
    ...resultPlaceholders(component),
    ...gather([loop?.list, call.type === 'flow' ? call.output : undefined]),
  ];
}

/** The placeholders of a component itself that read the context around it; those of `foreach` are not among them. */
export function contextPlaceholders(component: CompiledComponent): Placeholder[] {
  return [...shapingPlaceholders(component), ...sentPlaceholders(component)];
}

/** All placeholders that read the context around a component, those inside it and of what undoes it too. */
export function readPlaceholders(component: CompiledComponent): Placeholder[] {
  const { call, loop, undo } = component;
  const inside = [...(undo ? [undo] : []), ...layersInside(component).flat()].flatMap(readPlaceholders);
  const output = call.type === 'flow' ? call.output : undefined;
  return [...contextPlaceholders(component), ...gather([loop?.list, output]), ...inside];
}

/** The placeholders over the component's own result. */
export function resultPlaceholders({ outputData, until, call }: CompiledComponent): Placeholder[] {
  if (!isRequest(call)) return gather([outputData, until?.condition]);
  return [
    ...gather([outputData, until?.condition, call.responseCondition, call.errMsg]),
    ...failurePlaceholders(call.failure),
  ];
}

/** All placeholders of some templates and conditions. */
export function gather(holders: readonly (Holder | undefined)[]): Placeholder[] {
  return holders.flatMap((holder) => holder?.placeholders ?? []);
}

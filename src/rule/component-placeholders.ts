import type { CompiledComponent, Placeholder } from './compiled.ts';

interface Holder {
  readonly placeholders: readonly Placeholder[];
}

/** The placeholders in what a component sends out: secrets may be here, and nowhere else. */
export function sentPlaceholders({ call }: CompiledComponent): Placeholder[] {
  return gather(call.type === 'api' ? [call.url, call.header, call.auth, call.input] : [call.input]);
}

/** All placeholders that read the context. */
export function contextPlaceholders(component: CompiledComponent): Placeholder[] {
  return [...gather([component.condition, component.fallback]), ...sentPlaceholders(component)];
}

/** The placeholders over the component's own result. */
export function resultPlaceholders({ outputData, call }: CompiledComponent): Placeholder[] {
  return gather(call.type === 'api' ? [outputData, call.responseCondition, call.errMsg] : [outputData]);
}

/** All placeholders of some templates and conditions. */
export function gather(holders: readonly (Holder | undefined)[]): Placeholder[] {
  return holders.flatMap((holder) => holder?.placeholders ?? []);
}

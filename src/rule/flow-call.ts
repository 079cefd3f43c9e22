import type { CompiledComponent, FlowCall, FlowCase } from './compiled.ts';
import { compileCondition } from './condition/condition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';
import { contextSyntax } from './placeholder.ts';
import type { ComponentSpec, FlowSpec } from './schema/component.ts';
import { compileTemplate } from './template.ts';
import { warnOfUnreachable } from './unreachable-cases.ts';

/** Where components stand, and what they share. */
export interface Surroundings {
  readonly diagnostics: Diagnostics;
  /** The parameter of the rule's name that takes several segments. */
  readonly rest?: string | undefined;
  /** How many flows are around them. */
  readonly depth: number;
  /** Compiles the layers inside a flow. */
  readonly layers: (
    specs: readonly (readonly ComponentSpec[])[],
    pointer: string,
    around: Surroundings,
  ) => CompiledComponent[][];
}

/** Flows inside each other. */
const DEEPEST = 4;

/** Compiles the layers of a flow, or of its cases. */
export function compileFlow(spec: FlowSpec, pointer: string, around: Surroundings): FlowCall {
  const { diagnostics } = around;
  const { components, cases, outputData } = spec;
  if ((components === undefined) === (cases === undefined) && !isLeftOut(pointer, diagnostics))
    diagnostics.error(pointer, 'a flow has either components or cases; give exactly one of them');
  if (around.depth >= DEEPEST)
    diagnostics.error(
      pointer,
      `at most ${DEEPEST} flows stand inside each other; make the inner one a rule of its own`,
    );
  return {
    type: 'flow',
    cases: cases ? compileCases(cases, member(pointer, 'cases'), around) : [always(components ?? [], pointer, around)],
    output:
      outputData === undefined
        ? undefined
        : compileTemplate(outputData, member(pointer, 'outputData'), contextSyntax, diagnostics),
  };
}

/** Whether what is missing was there, and did not fit the schema. */
function isLeftOut(pointer: string, { errors }: Diagnostics): boolean {
  const fields = ['components', 'cases'].map((field) => member(pointer, field));
  return errors.some((found) => fields.some((field) => found.pointer === field));
}

function always(specs: NonNullable<FlowSpec['components']>, pointer: string, around: Surroundings): FlowCase {
  return { when: undefined, layers: layersIn(specs, pointer, around) };
}

function compileCases(
  specs: NonNullable<FlowSpec['cases']>,
  pointer: string,
  around: Surroundings,
): readonly FlowCase[] {
  const { diagnostics } = around;
  const cases = specs.map(({ when, components }, index) => {
    const at = member(pointer, index);
    if (when === undefined && index < specs.length - 1)
      diagnostics.error(at, 'only the last case goes without `when`: it is the one that is left');
    return {
      when: when === undefined ? undefined : compileCondition(when, member(at, 'when'), contextSyntax, diagnostics),
      layers: layersIn(components, at, around),
    };
  });
  warnOfUnreachable(cases, pointer, diagnostics);
  return cases;
}

function layersIn(specs: NonNullable<FlowSpec['components']>, pointer: string, around: Surroundings) {
  return around.layers(specs, member(pointer, 'components'), { ...around, depth: around.depth + 1 });
}

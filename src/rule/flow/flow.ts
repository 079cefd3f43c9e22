import type { CompiledComponent, CompiledResponse, Placeholder, RuleEnvironment } from '../compiled.ts';
import { contextPlaceholders } from '../component-placeholders.ts';
import type { Diagnostics } from '../diagnostics.ts';
import type { RuleSpec } from '../schema/rule.ts';
import { errorPlaceholders, responsePlaceholders } from '../response.ts';
import { type Known, missing } from './missing.ts';
import { NOTHING, outputsOf } from './outputs.ts';
import { requestShape } from './request-shape.ts';
import { at, closed, either, type Shape } from './shape.ts';
import { warnOfUnread } from './unread.ts';

/** The rule whose data are followed. */
export interface FlowRule {
  readonly name: string;
  readonly spec: RuleSpec;
  readonly layers: readonly (readonly CompiledComponent[])[];
  readonly response: CompiledResponse;
}

/** `error`, which only the response's error block sees. */
const ERROR = closed(['code', 'msg', 'component', 'layer'].map((name) => [name, 'scalar']));

/** Follows the data through the layers: warns of placeholders that nothing provides, of outputs that nothing reads. */
export function warnOfFlow(rule: FlowRule, environment: RuleEnvironment, diagnostics: Diagnostics): void {
  const { spec, layers, response } = rule;
  const outputs = layers.map((components, layer) => outputsOf(components, spec.components?.[layer] ?? []));
  const base = contextShape(requestShape(spec.request ?? {}, rule.name));
  const before = (layer: number) => outputs.slice(0, layer).reduce(either, base);
  layers.forEach((components, layer) => {
    const later = outputs.slice(layer + 1).reduce(either, NOTHING);
    warn(components.flatMap(contextPlaceholders), {
      before: before(layer),
      beside: outputs[layer] ?? NOTHING,
      later,
    });
  });
  const all = { before: before(layers.length), beside: NOTHING, later: NOTHING };
  warn(responsePlaceholders(response), all);
  warn(errorPlaceholders(response), { ...all, before: either(all.before, at(['error'], ERROR)) });
  warnOfUnread(layers, response, diagnostics);

  function warn(placeholders: readonly Placeholder[], known: Known): void {
    for (const placeholder of distinct(placeholders)) {
      const found = missing(placeholder, known) ?? missingVariable(placeholder, environment);
      if (found) diagnostics.warn(placeholder.pointer, found.message, found.suggestion);
    }
  }
}

/** The context of a run before its first layer. */
function contextShape(request: Shape): Shape {
  return closed([
    ['request', request],
    ['trx', 'scalar'],
    ['logId', 'scalar'],
    ['var', 'any'],
    ['secret', 'any'],
  ]);
}

function missingVariable({ text, path }: Placeholder, { hasVar }: RuleEnvironment): ReturnType<typeof missing> {
  const [root, name] = path;
  if (root !== 'var' || typeof name !== 'string' || hasVar?.(name) !== false) return undefined;
  return { message: `{${text}}: there is no variable ${name}; set STEPGATE_VAR_${name}` };
}

function distinct(placeholders: readonly Placeholder[]): Iterable<Placeholder> {
  return new Map(
    placeholders.map((placeholder) => [`${placeholder.pointer} ${placeholder.text}`, placeholder]),
  ).values();
}

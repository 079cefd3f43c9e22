import { compileApi } from './api-call.ts';
import { compileRuleCall, isRequest } from './rule-call.ts';
import type { CompiledComponent, Placeholder, ScriptCall, Template, TransformCall } from './compiled.ts';
import { openPlaceholders } from './component-placeholders.ts';
import { compileFlow, type Surroundings } from './flow-call.ts';
import { layersInside } from './every-component.ts';
import { compileLoop, compileUntil } from './repeat.ts';
import { compileWait } from './wait-call.ts';
import { compileCondition } from './condition/condition.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { CompensationSpec } from './schema/compensation.ts';
import type { ComponentSpec, ScriptSpec, TransformSpec } from './schema/component.ts';
import { member } from './json-pointer.ts';
import { parseOutputName } from './output-name.ts';
import { contextSyntax, findPlaceholders, resultSyntax } from './placeholder.ts';
import { refuseSecrets } from './rule-secrets.ts';
import { compileTemplate } from './template.ts';

/** Compiles one component; `layer` and `action` count from 1. */
export function compileComponent(
  spec: ComponentSpec,
  layer: number,
  action: number,
  pointer: string,
  around: Surroundings,
): CompiledComponent {
  const { diagnostics } = around;
  const at = (field: string) => member(pointer, field);
  const component: CompiledComponent = {
    layer,
    action,
    name: spec.name,
    pointer,
    key: `${layer}-${spec.name}`,
    keyInHeader: `${layer}-${headerSafe(spec.name)}`,
    desc: spec.desc ?? '',
    call: compileCall(spec, pointer, around),
    loop: compileLoop(spec, pointer, diagnostics),
    until: compileUntil(spec, pointer, diagnostics),
    condition:
      spec.condition === undefined
        ? undefined
        : compileCondition(spec.condition, at('condition'), contextSyntax, diagnostics),
    outputPath:
      spec.outputName === undefined ? undefined : parseOutputName(spec.outputName, at('outputName'), diagnostics),
    outputData:
      spec.type === 'flow' || spec.outputData === undefined
        ? undefined
        : compileTemplate(spec.outputData, at('outputData'), resultSyntax, diagnostics),
    timeoutMs: timeoutOf(spec),
    ...compileRepeats(spec.type === 'api' || spec.type === 'rule' || spec.type === 'script' ? spec : {}),
    ignoreError: spec.ignoreError ?? false,
    fallback: compileTemplate(spec.fallback ?? null, at('fallback'), contextSyntax, diagnostics),
    nowResponse: spec.nowResponse ?? false,
    undo:
      spec.compensate === undefined
        ? undefined
        : compileUndo(spec.name, spec.compensate as CompensationSpec, layer, action, pointer, around),
    undoes: false,
  };
  refuseSecrets(openPlaceholders(component), diagnostics);
  if (!isRequest(component.call)) refuseHttpResult(component.outputData?.placeholders ?? [], diagnostics);
  const undoes =
    component.undo !== undefined ||
    layersInside(component)
      .flat()
      .some((one) => one.undoes);
  return { ...component, undoes };
}

/** What undoes the component `name`. */
function compileUndo(
  name: string,
  spec: CompensationSpec,
  layer: number,
  action: number,
  pointer: string,
  around: Surroundings,
): CompiledComponent {
  const undo = compileComponent({ ...spec, name }, layer, action, member(pointer, 'compensate'), around);
  return { ...undo, name: `${name}/undo`, key: `${undo.key}-undo`, keyInHeader: `${undo.keyInHeader}-undo` };
}

const DEFAULT_SECONDS = { api: 60, rule: 60, script: 60, transform: 5, wait: 86_400 } as const;

/** Milliseconds; a flow has no time limit where it does not say so. */
function timeoutOf({ type, timeout }: ComponentSpec): number {
  if (timeout !== undefined) return milliseconds(timeout);
  if (type === 'flow') return Infinity;
  return milliseconds(DEFAULT_SECONDS[type]);
}

/** Percent-encodes what a header value could not hold: control and non-ASCII characters, a space at the end. */
function headerSafe(name: string): string {
  return name.replace(/[^\x20-\x7e]+| +$/gu, (unsafe) => encodeURIComponent(unsafe.toWellFormed()));
}

/** Seconds as whole milliseconds, one at least. */
export function milliseconds(seconds: number): number {
  return Math.max(1, Math.round(seconds * 1000));
}

type Repeats = Pick<ScriptSpec, 'isCache' | 'cacheTtl' | 'retryMaxCount' | 'retryMaxWait' | 'retryBase'>;

/** Whether its call is made again, or not at all. */
function compileRepeats({ isCache, cacheTtl, retryMaxCount, retryMaxWait, retryBase }: Repeats) {
  return {
    cacheTtlMs: isCache === true ? milliseconds(cacheTtl ?? 300) : undefined,
    retryMaxCount: retryMaxCount ?? 0,
    retryMaxWaitMs: Math.round((retryMaxWait ?? 10) * 1000),
    retryBaseMs: milliseconds(retryBase ?? 0.1),
  };
}

function compileCall(spec: ComponentSpec, pointer: string, around: Surroundings): CompiledComponent['call'] {
  const { diagnostics, rest } = around;
  switch (spec.type) {
    case 'api':
      return compileApi(spec, pointer, diagnostics, rest);
    case 'rule':
      return compileRuleCall(spec, pointer, diagnostics, rest);
    case 'script':
      return compileScript(spec, pointer, diagnostics);
    case 'transform':
      return compileTransform(spec, pointer, diagnostics);
    case 'flow':
      return compileFlow(spec, pointer, around);
    case 'wait':
      return compileWait(spec, pointer, diagnostics);
  }
}

/** The sandbox knows JSONata: whether the expression is right is asked there. */
function compileTransform(spec: TransformSpec, pointer: string, diagnostics: Diagnostics): TransformCall {
  return { type: 'transform', expression: spec.expression, input: compileInput(spec, pointer, diagnostics) };
}

function compileInput(
  { input }: Pick<ScriptSpec, 'input'>,
  pointer: string,
  diagnostics: Diagnostics,
): Template | undefined {
  return input === undefined ? undefined : compileTemplate(input, member(pointer, 'input'), contextSyntax, diagnostics);
}

/** A script's name, by which it may be called with its file's ending. */
function compileScript(spec: ScriptSpec, pointer: string, diagnostics: Diagnostics): ScriptCall {
  const url = member(pointer, 'url');
  if (findPlaceholders(spec.url).length > 0) diagnostics.error(url, "a script's name is no template");
  const script = spec.url.replace(/\.[jt]s$/, '');
  if (script === '') diagnostics.error(url, "a script's name cannot be empty");
  return {
    type: 'script',
    script,
    input: compileInput(spec, pointer, diagnostics),
  };
}

function refuseHttpResult(placeholders: readonly Placeholder[], diagnostics: Diagnostics): void {
  for (const { pointer, text, path } of placeholders) {
    if (path[0] === '$status' || path[0] === '$header')
      diagnostics.error(pointer, `{${text}}: only an api or rule component has it`);
  }
}

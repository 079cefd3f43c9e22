import { compileApi } from './api-call.ts';
import type { CompiledComponent, Placeholder, ScriptCall } from './compiled.ts';
import { gather, resultPlaceholders } from './component-placeholders.ts';
import { compileCondition } from './condition/condition.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ComponentSpec, ScriptSpec } from './schema/component.ts';
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
  diagnostics: Diagnostics,
): CompiledComponent {
  const at = (field: string) => member(pointer, field);
  const component: CompiledComponent = {
    layer,
    action,
    name: spec.name,
    key: `${layer}-${spec.name}`,
    keyInHeader: `${layer}-${headerSafe(spec.name)}`,
    desc: spec.desc ?? '',
    call: spec.type === 'api' ? compileApi(spec, pointer, diagnostics) : compileScript(spec, pointer, diagnostics),
    condition:
      spec.condition === undefined
        ? undefined
        : compileCondition(spec.condition, at('condition'), contextSyntax, diagnostics),
    outputPath:
      spec.outputName === undefined ? undefined : parseOutputName(spec.outputName, at('outputName'), diagnostics),
    outputData:
      spec.outputData === undefined
        ? undefined
        : compileTemplate(spec.outputData, at('outputData'), resultSyntax, diagnostics),
    cacheTtlMs: spec.isCache === true ? milliseconds(spec.cacheTtl ?? 300) : undefined,
    timeoutMs: milliseconds(spec.timeout ?? 60),
    retryMaxCount: spec.retryMaxCount ?? 0,
    retryMaxWaitMs: Math.round((spec.retryMaxWait ?? 10) * 1000),
    ignoreError: spec.ignoreError ?? false,
    fallback: compileTemplate(spec.fallback ?? null, at('fallback'), contextSyntax, diagnostics),
    nowResponse: spec.nowResponse ?? false,
  };
  refuseSecrets(gather([component.condition, component.fallback]), diagnostics);
  refuseSecrets(resultPlaceholders(component), diagnostics);
  if (spec.type === 'script') refuseHttpResult(component.outputData?.placeholders ?? [], diagnostics);
  return component;
}

/** Percent-encodes what a header value could not hold: control and non-ASCII characters, a space at the end. */
function headerSafe(name: string): string {
  return name.replace(/[^\x20-\x7e]+| +$/gu, (unsafe) => encodeURIComponent(unsafe.toWellFormed()));
}

/** Seconds as whole milliseconds, one at least. */
export function milliseconds(seconds: number): number {
  return Math.max(1, Math.round(seconds * 1000));
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
    input:
      spec.input === undefined
        ? undefined
        : compileTemplate(spec.input, member(pointer, 'input'), contextSyntax, diagnostics),
  };
}

function refuseHttpResult(placeholders: readonly Placeholder[], diagnostics: Diagnostics): void {
  for (const { pointer, text, path } of placeholders) {
    if (path[0] === '$status' || path[0] === '$header')
      diagnostics.error(pointer, `{${text}}: only an api component has it`);
  }
}

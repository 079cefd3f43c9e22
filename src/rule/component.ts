import { compileApi } from './api-call.ts';
import type { CompiledComponent, Placeholder, ScriptCall } from './compiled.ts';
import { gather, resultPlaceholders } from './component-placeholders.ts';
import { compileCondition } from './condition/condition.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ComponentForm, ScriptForm } from './form/component.ts';
import { member } from './json-pointer.ts';
import { parseOutputName } from './output-name.ts';
import { contextSyntax, findPlaceholders, resultSyntax } from './placeholder.ts';
import { refuseSecrets } from './rule-secrets.ts';
import { compileTemplate } from './template.ts';

/** Compiles one component; `layer` and `action` count from 1. */
export function compileComponent(
  form: ComponentForm,
  layer: number,
  action: number,
  pointer: string,
  diagnostics: Diagnostics,
): CompiledComponent {
  const at = (field: string) => member(pointer, field);
  const component: CompiledComponent = {
    layer,
    action,
    name: form.name,
    desc: form.desc ?? '',
    call: form.type === 'api' ? compileApi(form, pointer, diagnostics) : compileScript(form, pointer, diagnostics),
    condition:
      form.condition === undefined
        ? undefined
        : compileCondition(form.condition, at('condition'), contextSyntax, diagnostics),
    outputPath:
      form.outputName === undefined ? undefined : parseOutputName(form.outputName, at('outputName'), diagnostics),
    outputData:
      form.outputData === undefined
        ? undefined
        : compileTemplate(form.outputData, at('outputData'), resultSyntax, diagnostics),
    cacheTtlMs: form.isCache === true ? milliseconds(form.cacheTtl ?? 300) : undefined,
    timeoutMs: milliseconds(form.timeout ?? 60),
    retryMaxCount: form.retryMaxCount ?? 0,
    retryMaxWaitMs: Math.round((form.retryMaxWait ?? 10) * 1000),
    ignoreError: form.ignoreError ?? false,
    fallback: compileTemplate(form.fallback ?? null, at('fallback'), contextSyntax, diagnostics),
    nowResponse: form.nowResponse ?? false,
  };
  refuseSecrets(gather([component.condition, component.fallback]), diagnostics);
  refuseSecrets(resultPlaceholders(component), diagnostics);
  if (form.type === 'script') refuseHttpResult(component.outputData?.placeholders ?? [], diagnostics);
  return component;
}

/** Seconds as whole milliseconds, one at least. */
export function milliseconds(seconds: number): number {
  return Math.max(1, Math.round(seconds * 1000));
}

/** A script's name, by which it may be called with its file's ending. */
function compileScript(form: ScriptForm, pointer: string, diagnostics: Diagnostics): ScriptCall {
  const url = member(pointer, 'url');
  if (findPlaceholders(form.url).length > 0) diagnostics.error(url, "a script's name is no template");
  const script = form.url.replace(/\.[jt]s$/, '');
  if (script === '') diagnostics.error(url, "a script's name cannot be empty");
  return {
    type: 'script',
    script,
    input:
      form.input === undefined
        ? undefined
        : compileTemplate(form.input, member(pointer, 'input'), contextSyntax, diagnostics),
  };
}

function refuseHttpResult(placeholders: readonly Placeholder[], diagnostics: Diagnostics): void {
  for (const { pointer, text, path } of placeholders) {
    if (path[0] === '$status' || path[0] === '$header')
      diagnostics.error(pointer, `{${text}}: only an api component has it`);
  }
}

import type { CompiledComponent, CompiledRule, Diagnostic, RuleEnvironment } from './compiled.ts';
import { warnOfComponent } from './component-warnings.ts';
import { milliseconds } from './component.ts';
import { nameError, warnOfParams } from './endpoint-name.ts';
import { createDiagnostics, type Diagnostics } from './diagnostics.ts';
import { type FlowRule, warnOfFlow } from './flow/flow.ts';
import { checkForm, LEFT_OUT } from './form-check.ts';
import type { RuleForm } from './form/rule.ts';
import { deepFreeze } from './freeze.ts';
import { compileLayers } from './layers.ts';
import { withTexts } from './request/bigint.ts';
import { compileRequest } from './request/request.ts';
import { compileResponse } from './response.ts';
import { secretUses, warnOfSecrets } from './rule-secrets.ts';

/** What reading a document gives: all that is wrong with it, and the rule, which is good only where nothing is. */
export interface ReadRule {
  readonly errors: Diagnostic[];
  readonly warnings: Diagnostic[];
  readonly rule: CompiledRule;
}

const LARGEST_NAME_BYTES = 512;
const encoder = new TextEncoder();

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

/** Reads a rule: its form first, then every part of it, in one go over the document. */
export function readRule(document: unknown, version: string, environment: RuleEnvironment): ReadRule {
  const diagnostics = createDiagnostics();
  const { name = '', method = '', desc = '', rule: form, source } = checkForm(document, diagnostics);
  const message = name === '' ? undefined : nameError(name);
  if (message !== undefined) diagnostics.error('/name', message);
  const nameBytes = bytesOf(name);
  if (nameBytes > LARGEST_NAME_BYTES)
    diagnostics.error('/name', `has ${nameBytes} bytes, expected at most ${LARGEST_NAME_BYTES}`);
  const { hasBigints, ...request } = compileRequest(form.request ?? {}, '/request', diagnostics);
  const components = compileLayers(form.components ?? [], '/components', diagnostics);
  const layers = hasBigints ? components.map((layer) => layer.map(withBigintTexts)) : components;
  const response = compileResponse(form.response ?? {}, '/response', diagnostics);
  const secrets = secretUses(layers.flat(), diagnostics);
  warnOfSecrets(secrets, environment, diagnostics);
  warnOfParams(form.request?.params, name, diagnostics);
  warnOfLayers({ name, form, layers, response }, environment, diagnostics);
  const rule: CompiledRule = {
    ...{ name, method, desc, version, source },
    ...settingsOf(form),
    ...request,
    ...{ layers, response },
    secrets: [...new Set(secrets.map((use) => use.name))],
  };
  return { ...diagnostics, rule: deepFreeze(rule) };
}

function withBigintTexts(component: CompiledComponent): CompiledComponent {
  const { call } = component;
  return call.type === 'script' ? { ...component, call: withTexts(call) } : component;
}

function warnOfLayers(rule: FlowRule, environment: RuleEnvironment, diagnostics: Diagnostics): void {
  const forms = (rule.form.components ?? []).flat();
  rule.layers.flat().forEach((component, index) => {
    if (forms[index] !== LEFT_OUT) warnOfComponent(component, environment, diagnostics);
  });
  // What was left out for its form may provide anything.
  if (!forms.includes(LEFT_OUT)) warnOfFlow(rule, environment, diagnostics);
}

function settingsOf(form: RuleForm) {
  const { recover } = form;
  return {
    record: form.record ?? false,
    suspend: (form.suspend ?? false) || (form.durable ?? false),
    durable: form.durable ?? false,
    timeoutMs: milliseconds(form.timeout ?? 120),
    idempotencyRequired: form.idempotency === 'required',
    recover: recover && {
      auto: recover.auto ?? true,
      max: recover.max ?? 3,
      waitMs: Math.round((recover.wait ?? 30) * 1000),
    },
  };
}

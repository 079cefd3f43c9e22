import type { CompiledComponent, CompiledRule, Diagnostic, RuleEnvironment } from './compiled.ts';
import { warnOfComponent } from './component-warnings.ts';
import { milliseconds } from './component.ts';
import { nameFault, warnOfParams } from './endpoint-name.ts';
import { createFindings, type Findings } from './findings.ts';
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
  const findings = createFindings();
  const { name = '', method = '', desc = '', rule: form, source } = checkForm(document, findings);
  const fault = name === '' ? undefined : nameFault(name);
  if (fault !== undefined) findings.error('/name', fault);
  const nameBytes = bytesOf(name);
  if (nameBytes > LARGEST_NAME_BYTES)
    findings.error('/name', `has ${nameBytes} bytes, expected at most ${LARGEST_NAME_BYTES}`);
  const { hasBigints, ...request } = compileRequest(form.request ?? {}, '/request', findings);
  const components = compileLayers(form.components ?? [], '/components', findings);
  const layers = hasBigints ? components.map((layer) => layer.map(withBigintTexts)) : components;
  const response = compileResponse(form.response ?? {}, '/response', findings);
  const secrets = secretUses(layers.flat(), findings);
  warnOfSecrets(secrets, environment, findings);
  warnOfParams(form.request?.params, name, findings);
  warnOfLayers({ name, form, layers, response }, environment, findings);
  const rule: CompiledRule = {
    ...{ name, method, desc, version, source },
    ...settingsOf(form),
    ...request,
    ...{ layers, response },
    secrets: [...new Set(secrets.map((use) => use.name))],
  };
  return { ...findings, rule: deepFreeze(rule) };
}

function withBigintTexts(component: CompiledComponent): CompiledComponent {
  const { call } = component;
  return call.type === 'script' ? { ...component, call: withTexts(call) } : component;
}

function warnOfLayers(rule: FlowRule, environment: RuleEnvironment, findings: Findings): void {
  const forms = (rule.form.components ?? []).flat();
  rule.layers.flat().forEach((component, index) => {
    if (forms[index] !== LEFT_OUT) warnOfComponent(component, environment, findings);
  });
  // What was left out for its form may provide anything.
  if (!forms.includes(LEFT_OUT)) warnOfFlow(rule, environment, findings);
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

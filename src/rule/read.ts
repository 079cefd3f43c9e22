import type { CompiledComponent, CompiledRule, Diagnostic, RuleEnvironment } from './compiled.ts';
import { warnOfComponent } from './component-warnings.ts';
import { milliseconds } from './component.ts';
import { nameError, warnOfParams } from './endpoint-name.ts';
import { createDiagnostics, type Diagnostics } from './diagnostics.ts';
import { type FlowRule, warnOfFlow } from './flow/flow.ts';
import { checkSchema, LEFT_OUT } from './schema-check.ts';
import type { RuleSpec } from './schema/rule.ts';
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

/**
 * Reads a rule: checks it against the schema, then compiles every part of it, in one go over the document.
 * @param environment undefined: nobody asks for warnings.
 */
export function readRule(document: unknown, version: string, environment: RuleEnvironment | undefined): ReadRule {
  const diagnostics = createDiagnostics();
  const { name = '', method = '', desc = '', rule: spec, source } = checkSchema(document, diagnostics);
  const message = name === '' ? undefined : nameError(name);
  if (message !== undefined) diagnostics.error('/name', message);
  const nameBytes = bytesOf(name);
  if (nameBytes > LARGEST_NAME_BYTES)
    diagnostics.error('/name', `has ${nameBytes} bytes, expected at most ${LARGEST_NAME_BYTES}`);
  const { hasBigints, ...request } = compileRequest(spec.request ?? {}, '/request', diagnostics);
  const components = compileLayers(spec.components ?? [], '/components', diagnostics);
  const layers = hasBigints ? components.map((layer) => layer.map(withBigintTexts)) : components;
  const response = compileResponse(spec.response ?? {}, '/response', diagnostics);
  const secrets = secretUses(layers.flat(), diagnostics);
  if (environment !== undefined) {
    warnOfSecrets(secrets, environment, diagnostics);
    warnOfParams(spec.request?.params, name, diagnostics);
    warnOfLayers({ name, spec, layers, response }, environment, diagnostics);
  }
  const rule: CompiledRule = {
    ...{ name, method, desc, version, source },
    ...settingsOf(spec),
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
  const specs = (rule.spec.components ?? []).flat();
  rule.layers.flat().forEach((component, index) => {
    if (specs[index] !== LEFT_OUT) warnOfComponent(component, environment, diagnostics);
  });
  // A component that does not fit the schema may provide anything.
  if (!specs.includes(LEFT_OUT)) warnOfFlow(rule, environment, diagnostics);
}

function settingsOf(spec: RuleSpec) {
  const { recover } = spec;
  return {
    record: spec.record ?? false,
    suspend: (spec.suspend ?? false) || (spec.durable ?? false),
    durable: spec.durable ?? false,
    timeoutMs: milliseconds(spec.timeout ?? 120),
    idempotencyRequired: spec.idempotency === 'required',
    recover: recover && {
      auto: recover.auto ?? true,
      max: recover.max ?? 3,
      waitMs: Math.round((recover.wait ?? 30) * 1000),
    },
  };
}

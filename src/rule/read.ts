import type { CompiledComponent, CompiledRule, Diagnostic, RuleEnvironment } from './compiled.ts';
import { bytesOfSize } from './byte-size.ts';
import { warnOfComponent } from './component-warnings.ts';
import { milliseconds } from './component.ts';
import { nameError, restOf, warnOfParams } from './endpoint-name.ts';
import { createDiagnostics, type Diagnostics } from './diagnostics.ts';
import { expressionsOf } from './expressions.ts';
import type { ExpressionUse } from './expressions.ts';
import { type FlowRule, warnOfFlow } from './flow/flow.ts';
import { checkSchema, LEFT_OUT } from './schema-check.ts';
import type { RuleSpec } from './schema/rule.ts';
import { compileFailed } from './failed.ts';
import { deepFreeze } from './freeze.ts';
import { everyComponent, mapComponents } from './every-component.ts';
import { compileLayers } from './layers.ts';
import { withTexts } from './request/bigint.ts';
import { compileMetadata } from './metadata.ts';
import { compileResting, hasWaits, refuseSameCallbacks } from './resting.ts';
import { compileRefusals } from './request/refusals.ts';
import { compileRequest } from './request/request.ts';
import { compilePassing } from './pass-through.ts';
import { compileResponse, errorPlaceholders, responsePlaceholders } from './response.ts';
import { compileQueue } from './queue.ts';
import { ruleUsesOf } from './rule-call.ts';
import type { RuleUse } from './rule-call.ts';
import { secretUses, warnOfSecrets } from './rule-secrets.ts';
import { isUploadStreamed } from './upload.ts';
import { checkBytes, LARGEST_MESSAGE_BYTES } from './text-size.ts';
import { warnOfUndoing } from './undo-warnings.ts';

/** What reading a document gives: all that is wrong with it, and the rule, which is good only where nothing is. */
export interface ReadRule {
  readonly errors: Diagnostic[];
  readonly warnings: Diagnostic[];
  readonly rule: CompiledRule;
  /** They have not been checked. */
  readonly expressions: readonly ExpressionUse[];
  /** Nobody has looked whether there are such rules. */
  readonly ruleUses: readonly RuleUse[];
}

const LARGEST_NAME_BYTES = 512;
const LARGEST_BODY_BYTES = 100 * 1024 ** 2;

/**
 * Reads a rule: checks it against the schema, then compiles every part of it, in one go over the document.
 * @param environment undefined: nobody asks for warnings.
 */
export function readRule(document: unknown, version: string, environment: RuleEnvironment | undefined): ReadRule {
  const diagnostics = createDiagnostics();
  const { name = '', method = '', desc = '', rule: spec, source } = checkSchema(document, diagnostics);
  const message = name === '' ? undefined : nameError(name);
  if (message !== undefined) diagnostics.error('/name', message);
  checkBytes(name, LARGEST_NAME_BYTES, '/name', diagnostics);
  checkBytes(desc, LARGEST_MESSAGE_BYTES, '/desc', diagnostics);
  const { hasBigints, ...request } = compileRequest(spec.request ?? {}, '/request', diagnostics);
  const refusals = compileRefusals(spec.request?.refuse, '/request/refuse', diagnostics);
  const metadata = compileMetadata(spec.metadata, '/metadata', diagnostics);
  const components = compileLayers(spec.components ?? [], '/components', diagnostics, restOf(name));
  const response = compileResponse(spec.response ?? {}, '/response', diagnostics);
  const passing = compilePassing(components, response, spec.response ?? {}, diagnostics);
  const noted = compileFailed(passing, response);
  const settings = settingsOf(spec, hasWaits(noted), diagnostics);
  const { layers, ...resting } = compileResting(
    hasBigints ? mapComponents(noted, withBigintTexts) : noted,
    settings.durable,
  );
  refuseSameCallbacks(layers, [...responsePlaceholders(response), ...errorPlaceholders(response)], diagnostics);
  const secrets = secretUses(everyComponent(layers), diagnostics);
  if (environment !== undefined) {
    warnOfSecrets(secrets, environment, diagnostics);
    warnOfParams(spec.request?.params, name, diagnostics);
    const follows = { name, method, spec, refusals, metadata, layers, response, ...settings, ...resting };
    warnOfLayers(follows, environment, diagnostics);
  }
  const rule: CompiledRule = {
    ...{ name, method, desc, version, source },
    ...settings,
    ...resting,
    bodyLimitBytes: bodyLimitOf(spec, diagnostics),
    ...request,
    ...{ refusals, metadata, layers, response },
    undoes: layers.flat().some(({ undoes }) => undoes),
    uploads: isUploadStreamed(spec.request ?? {}, layers, response),
    streams: layers.at(-1)?.some(({ call }) => call.type === 'api' && call.passes === 'streamed') ?? false,
    callsRules: everyComponent(layers).some(({ call }) => call.type === 'rule'),
    secrets: [...new Set(secrets.map((use) => use.name))],
  };
  return { ...diagnostics, rule: deepFreeze(rule), expressions: expressionsOf(layers), ruleUses: ruleUsesOf(layers) };
}

function withBigintTexts(component: CompiledComponent): CompiledComponent {
  const { call } = component;
  return call.type === 'script' || call.type === 'transform' ? { ...component, call: withTexts(call) } : component;
}

function warnOfLayers(
  rule: FlowRule & { readonly method: string },
  environment: RuleEnvironment,
  diagnostics: Diagnostics,
): void {
  const components = everyComponent(rule.layers);
  const whole = components.filter(({ name }) => name !== LEFT_OUT.name);
  for (const component of whole) warnOfComponent(component, environment, diagnostics);
  warnOfUndoing(rule.spec, whole, diagnostics);
  // A component that does not fit the schema may provide anything.
  if (whole.length === components.length) warnOfFlow(rule, environment, diagnostics);
}

function bodyLimitOf({ bodyLimit }: RuleSpec, diagnostics: Diagnostics): number | undefined {
  if (bodyLimit === undefined) return undefined;
  const bytes = bytesOfSize(bodyLimit);
  const message = 'expected bytes, or a number with KiB or MiB such as "20MiB", from 1 byte to 100MiB';
  if (bytes === undefined || bytes < 1 || bytes > LARGEST_BODY_BYTES) diagnostics.error('/bodyLimit', message);
  return bytes;
}

function settingsOf(spec: RuleSpec, waits: boolean, diagnostics: Diagnostics) {
  const { recover } = spec;
  // What rests is a row.
  const isDurable = waits || (spec.durable ?? false);
  const suspend = (spec.suspend ?? false) || isDurable;
  const queue = spec.queue && compileQueue(spec.queue, suspend, diagnostics);
  // What is in a queue is a row, and what has succeeded there is not done again.
  const durable = isDurable || queue !== undefined;
  return {
    ...(queue && { queue }),
    record: spec.record ?? false,
    suspend: suspend || durable,
    durable,
    timeoutMs: milliseconds(spec.timeout ?? 120),
    idempotencyRequired: spec.idempotency === 'required',
    recover: recover && {
      auto: recover.auto ?? true,
      max: recover.max ?? 3,
      waitMs: Math.round((recover.wait ?? 30) * 1000),
      givesUp: recover.then === 'compensate',
    },
    givesUp: spec.onFailure === 'compensate',
    holdMs: Math.round((spec.compensateHold ?? 30) * 1000),
  };
}

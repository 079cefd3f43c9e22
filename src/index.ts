/** Stepgate as a library: the gateway in a program of one's own, and the rule language by itself. */
export { startGateway } from './cli/gateway.ts';
export type { Gateway } from './cli/gateway.ts';
export { createProcessLog } from './cli/process-log.ts';
export type { ProcessLog } from './cli/process-log.ts';
export { ConfigError, loadConfig } from './config.ts';
export type { Config } from './config.ts';
export { StepgateError } from './error.ts';
export type { ErrorDetail } from './error.ts';
export { checkRule } from './rule/check.ts';
export type { Diagnostic, RuleDocument, RuleEnvironment } from './rule/compiled.ts';
export { ruleSchema } from './rule/rule-schema.ts';
export { checkRuleText } from './rule/text/check.ts';
export { version } from './version.ts';

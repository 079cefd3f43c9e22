/** The types of components that the designer knows. */
export const COMPONENT_TYPES = ['api', 'rule', 'script', 'transform', 'flow', 'wait'] as const;
export type ComponentType = (typeof COMPONENT_TYPES)[number];

/** Whether the designer knows such components. */
export function isComponentType(type: string | undefined): type is ComponentType {
  return COMPONENT_TYPES.some((one) => one === type);
}

/**
 * The parts of a document that the property panel edits; `document`: its name, method and description, `settings`: what
 * the rule says beside its parts.
 */
export type Part = 'document' | 'settings' | 'request' | 'response' | 'error' | ComponentType | UndoPart;

/** What undoes a component, by its type. */
export const UNDO_PARTS = ['undo.api', 'undo.rule', 'undo.script'] as const;
export type UndoPart = (typeof UNDO_PARTS)[number];

/** The type of component that a part is of. */
export function typeOfPart(part: Part): string {
  return part.replace(/^undo\./, '');
}

/** How a field is edited where the schema's type does not say so. */
export type FieldKind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'enum'
  | 'list'
  /** Names with values that may hold placeholders. */
  | 'map'
  /** Any JSON. */
  | 'json'
  /** A text that may hold placeholders. */
  | 'template'
  /** Any JSON whose texts may hold placeholders. */
  | 'jsonTemplate'
  /** A number, or a text that may hold placeholders. */
  | 'numberOrTemplate'
  | 'condition'
  /** A text of several lines, as it is. */
  | 'code'
  /** The name of a script. */
  | 'scriptName'
  /** The cases of a flow. */
  | 'flowCases'
  /** What undoes a component. */
  | 'compensation'
  /** Some of a few names. */
  | 'choices'
  /** The name of a secret. */
  | 'secretName'
  /** Field rules by name. */
  | 'fieldRules'
  | 'jsonSchema';

export type SectionName =
  | 'general'
  | 'call'
  | 'inputAndOutput'
  | 'repeat'
  | 'whenItFails'
  | 'cache'
  | 'fields'
  | 'answer'
  | 'running'
  | 'recovery'
  | 'undo'
  | 'other';

type Section = readonly [SectionName, readonly string[]];
type Sections = readonly Section[];

const GENERAL: Section = ['general', ['name', 'desc', 'condition']];

/** How a call is made, of an upstream or of another rule. */
const CALL = ['method', 'url', 'query', 'header', 'auth', 'dataType', 'requestType', 'contentType', 'xmlName'];

/** What becomes of its answer. */
const ANSWERED: Sections = [
  ['inputAndOutput', ['input', 'responseType', 'lists', 'outputName', 'outputData', 'nowResponse']],
  [
    'whenItFails',
    [
      ...['responseCondition', 'failure', 'errMsg', 'errorMsg', 'retryMaxCount', 'retryOn', 'retryBase'],
      ...['retryMaxWait', 'ignoreError', 'fallback'],
    ],
  ],
];

const REPEATED: Sections = [
  ['repeat', ['foreach', 'as', 'concurrency', 'maxItems', 'until', 'every', 'max']],
  ['cache', ['isCache', 'cacheTtl']],
  ['undo', ['compensate']],
];

const API: Sections = [
  GENERAL,
  ['call', [...CALL, 'redirects', 'timeout', 'idleTimeout', 'tls', 'http2']],
  ...ANSWERED,
  ...REPEATED,
];

const RULE: Sections = [GENERAL, ['call', [...CALL, 'timeout']], ...ANSWERED, ...REPEATED];

const SCRIPT: Sections = [
  GENERAL,
  ['call', ['url', 'timeout']],
  ['inputAndOutput', ['input', 'outputName', 'outputData', 'nowResponse']],
  ['whenItFails', ['retryMaxCount', 'retryBase', 'retryMaxWait', 'ignoreError', 'fallback']],
  ...REPEATED,
];

/** The sections in their order, each with the fields in theirs. What is named nowhere comes last, in `other`. */
export const SECTIONS: Readonly<Record<Part, Sections>> = {
  document: [['general', ['name', 'method', 'desc']]],
  settings: [
    ['running', ['timeout', 'record', 'bodyLimit', 'idempotency', 'clientCancel', 'metadata', 'queue']],
    ['recovery', ['suspend', 'durable', 'recover']],
    ['undo', ['onFailure', 'compensateHold']],
  ],
  request: [
    ['fields', ['body', 'query', 'params', 'header', 'bodySchema', 'refuse']],
    ['general', ['type', 'duplicates', 'lists', 'maxFiles']],
  ],
  response: [['answer', ['from', 'type', 'status', 'header', 'body', 'defaultBody', 'cases', 'xmlName', 'error']]],
  error: [['answer', ['type', 'status', 'header', 'body']]],
  api: API,
  rule: RULE,
  script: SCRIPT,
  // Of what these do not have nothing is shown.
  ...{ 'undo.api': API, 'undo.rule': RULE, 'undo.script': SCRIPT },
  transform: [
    GENERAL,
    ['call', ['expression', 'timeout']],
    ['inputAndOutput', ['input', 'outputName', 'outputData', 'nowResponse']],
    ['whenItFails', ['ignoreError', 'fallback']],
    ['repeat', ['foreach', 'as', 'concurrency', 'maxItems']],
    ['undo', ['compensate']],
  ],
  wait: [
    GENERAL,
    ['call', ['for', 'timeout', 'body', 'title', 'form', 'roles', 'onReject', 'seconds', 'at']],
    ['inputAndOutput', ['outputName', 'outputData', 'nowResponse']],
    ['whenItFails', ['ignoreError', 'fallback']],
    ['repeat', ['foreach', 'as', 'concurrency', 'maxItems']],
    ['undo', ['compensate']],
  ],
  flow: [
    GENERAL,
    ['call', ['cases', 'timeout']],
    ['inputAndOutput', ['outputName', 'outputData', 'nowResponse']],
    ['whenItFails', ['ignoreError', 'fallback']],
    ['repeat', ['foreach', 'as', 'concurrency', 'maxItems', 'until', 'every', 'max']],
    ['undo', ['compensate']],
  ],
};

/** Kinds by `part.field`, or by `field` in every part. */
export const KINDS: Readonly<Record<string, FieldKind>> = {
  condition: 'condition',
  until: 'condition',
  foreach: 'jsonTemplate',
  responseCondition: 'condition',
  errMsg: 'template',
  errorMsg: 'template',
  auth: 'json',
  refuse: 'json',
  cases: 'json',
  failure: 'json',
  retryOn: 'json',
  compensate: 'compensation',
  input: 'jsonTemplate',
  outputData: 'jsonTemplate',
  fallback: 'jsonTemplate',
  defaultBody: 'jsonTemplate',
  status: 'numberOrTemplate',
  bodyLimit: 'numberOrTemplate',
  metadata: 'map',
  bodySchema: 'jsonSchema',
  'api.url': 'template',
  'rule.url': 'template',
  'script.url': 'scriptName',
  'transform.expression': 'code',
  'wait.body': 'fieldRules',
  'wait.form': 'fieldRules',
  'wait.title': 'template',
  'wait.seconds': 'numberOrTemplate',
  'wait.at': 'template',
  'wait.roles': 'choices',
  'flow.cases': 'flowCases',
  'response.body': 'jsonTemplate',
  'response.error': 'json',
  'error.body': 'jsonTemplate',
  'api.tls.cert': 'secretName',
  'api.tls.key': 'secretName',
  'api.tls.ca': 'secretName',
};

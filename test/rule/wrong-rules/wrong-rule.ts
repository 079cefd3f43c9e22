/** A rule with errors, and exactly its diagnostics. */
export interface WrongRule {
  readonly title: string;
  readonly rule: unknown;
  /** What else the document holds, or lacks. */
  readonly document?: object;
  readonly errors: readonly (readonly [pointer: string, message: string, suggestion?: string])[];
}

/** An api component, right but for `more`. */
export const api = (more: object = {}) => ({ name: 'a', type: 'api', url: 'http://h/x', ...more });

/** A script component, right but for `more`. */
export const script = (more: object = {}) => ({ name: 's', type: 'script', url: 'demo/x', ...more });

/** A rule with one component. */
export const one = (component: object) => ({ components: [[component]] });

/** A rule whose body has one field. */
export const body = (rule: unknown) => ({ request: { body: { f: rule } } });

/** A rule with this response. */
export const res = (response: unknown) => ({ response });

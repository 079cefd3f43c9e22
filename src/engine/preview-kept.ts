import type { Json } from '../json.ts';
import type { ApiCall, CompiledComponent, CompiledResponse, Placeholder, Scope } from '../rule/compiled.ts';
import { withoutCredentials } from '../url-credentials.ts';
import { memberOf } from '../rule/path.ts';
import { Context } from './context.ts';
import type { Preview, PreviewedComponent } from './engine.ts';
import type { KeptPlan } from './plan-kept.ts';
import type { KeptRun, RunEnvironment } from './port.ts';

/** What a run that goes on so would run, from the suspended layer on, and answer. Runs nothing. */
export function previewKept({ rule, state }: KeptPlan, row: KeptRun, environment: RunEnvironment): Preview {
  const { layers, response } = rule;
  const { scope } = new Context(state.data, { trx: row.trx, logId: row.logId }, environment);
  const provided: (readonly string[])[] = [];
  const components: PreviewedComponent[] = [];
  const missing: Preview['missing'][number][] = [];

  for (const layer of layers.slice(row.curStep - 1)) {
    const toRun = layer.filter(({ layer: at, name }) => at > row.curStep || (state.failed?.includes(name) ?? true));
    for (const component of toRun) {
      const isWaiting = note(placeholdersOf(component), component.layer, component.name);
      components.push(previewed(component, isWaiting));
    }
    for (const component of toRun) provided.push(...outputsOf(component));
  }
  note(answered(response, state.responded !== null), null, null);
  return { components, missing };

  /** Notes those that would be null; gives whether others depend on what is still to run. */
  function note(placeholders: readonly Placeholder[], layer: number | null, component: string | null): boolean {
    const absent = placeholders.filter(({ path }) => isNull(valueAt(scope, path)));
    const unknown = absent.filter(({ path }) => !provided.some((output) => meet(output, path)));
    for (const { pointer, text } of unknown) missing.push({ layer, component, pointer, placeholder: text });
    return absent.length > unknown.length;
  }

  function previewed(component: CompiledComponent, waits: boolean): PreviewedComponent {
    const { layer, name, call } = component;
    const url = call.type === 'api' ? withoutCredentials(urlOf(call, scope)) : call.script;
    const input: Json = call.input?.evaluate(scope) ?? null;
    const method = call.type === 'api' ? call.method : null;
    return { layer, name, type: call.type, url, method, input, skipped: waits ? null : skipped(component) };
  }

  function skipped({ condition }: CompiledComponent): boolean | null {
    try {
      return condition ? !condition.evaluate(scope) : false;
    } catch {
      return null;
    }
  }
}

/** The URL that would be called; as it is written where a value of it is not there. */
function urlOf({ url }: ApiCall, scope: Scope): string {
  try {
    return url.evaluate(scope);
  } catch {
    return url.source;
  }
}

/** Where it puts its output; a script, and a component with `nowResponse`, also `response`. */
function outputsOf({ outputPath, nowResponse, call }: CompiledComponent): (readonly string[])[] {
  return [...(outputPath ? [outputPath] : []), ...(nowResponse || call.type === 'script' ? [['response']] : [])];
}

/** Whether one path lies within the other. */
function meet(output: readonly string[], path: Placeholder['path']): boolean {
  return output.every((segment, index) => index >= path.length || String(path[index]) === segment);
}

/** What a success is answered with. */
function answered({ status, header, body, defaultBody }: CompiledResponse, hasResponded: boolean): Placeholder[] {
  return [status, header, hasResponded ? body : (defaultBody ?? body)].flatMap((part) => part?.placeholders ?? []);
}

function placeholdersOf({ call, condition }: CompiledComponent): Placeholder[] {
  const parts = call.type === 'api' ? [call.url, call.header, call.auth, call.input] : [call.input];
  return [...parts, condition].flatMap((part) => part?.placeholders ?? []);
}

function valueAt(scope: Scope, path: Placeholder['path']): unknown {
  return path.reduce<unknown>(memberOf, scope);
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

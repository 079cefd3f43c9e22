import type { Json, JsonObject } from '../json.ts';
import { isObject } from '../json.ts';
import type { ApiCall, CompiledComponent, Placeholder, Scope } from '../rule/compiled.ts';
import { withoutCredentials } from '../url-credentials.ts';
import { Context } from './context.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { Preview, PreviewedComponent } from './engine.ts';
import { readState } from './kept-state.ts';
import { mergedData } from './kept-view.ts';
import type { KeptRun, Surround } from './port.ts';

interface PreviewDeps extends Pick<EngineDeps, 'compile' | 'redact'> {
  readonly surround: Surround;
}

/** What a recovery with `data` would run, from the suspended layer on. Runs nothing. */
export function previewKept({ compile, surround, redact }: PreviewDeps, row: KeptRun, data: JsonObject): Preview {
  const state = readState(row.state);
  const { layers, restore } = compile(state.rule, row.version);
  const { scope } = new Context(restore(mergedData(state, data, redact)), { trx: row.trx, logId: row.logId }, surround);
  const provided = new Set<string>();
  const components: PreviewedComponent[] = [];
  const missing: Preview['missing'][number][] = [];

  for (const layer of layers.slice(row.curStep - 1)) {
    const toRun = layer.filter(({ layer: at, name }) => at > row.curStep || (state.failed?.includes(name) ?? true));
    for (const component of toRun) {
      const absent = placeholdersOf(component).filter(({ path }) => isNull(valueAt(scope, path)));
      const unknown = absent.filter(({ path }) => !provided.has(String(path[0])));
      for (const { pointer, text } of unknown)
        missing.push({ layer: component.layer, component: component.name, pointer, placeholder: text });
      components.push(previewed(component, absent.length > unknown.length));
    }
    for (const { outputPath } of toRun) if (outputPath?.[0] !== undefined) provided.add(outputPath[0]);
  }
  return { components, missing };

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

function placeholdersOf({ call, condition }: CompiledComponent): Placeholder[] {
  const parts = call.type === 'api' ? [call.url, call.header, call.auth, call.input] : [call.input];
  return [...parts, condition].flatMap((part) => part?.placeholders ?? []);
}

function valueAt(scope: Scope, path: Placeholder['path']): unknown {
  let value: unknown = scope;
  for (const key of path) {
    if (Array.isArray(value)) value = key === 'length' ? value.length : (value as unknown[])[Number(key)];
    else if (isObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

import { nearest } from '../nearest.ts';
import type { ApiCall, CompiledComponent, CompiledResponse, Placeholder } from './compiled.ts';
import { resultPlaceholders } from './component-placeholders.ts';
import type { Diagnostics } from './diagnostics.ts';
import { readsFailure } from './failed.ts';
import { member } from './json-pointer.ts';
import { overlap } from './output-name.ts';
import { errorPlaceholders, responsePlaceholders } from './response.ts';
import type { ResponseSpec } from './schema/response.ts';

type Layers = readonly (readonly CompiledComponent[])[];

/** What says what is answered, as `from` does. */
const BESIDE = ['type', 'body', 'defaultBody', 'cases'] as const;

/** Notes at the component that `response.from` names that its answer is passed on, and how. */
export function compilePassing(
  layers: Layers,
  response: CompiledResponse,
  spec: ResponseSpec,
  diagnostics: Diagnostics,
): Layers {
  const { from } = response;
  if (from === undefined) return layers;
  for (const field of BESIDE) {
    if (spec[field] === undefined) continue;
    const message = `${field} has no place beside from: the answer of ${JSON.stringify(from)} is the answer`;
    diagnostics.error(member('/response', field), message);
  }
  const found = layers.flat().filter(({ name }) => name === from);
  const [component] = found;
  if (found.length > 1) refuse(`${found.length} components are called ${JSON.stringify(from)}; give them other names`);
  else if (component === undefined) {
    const names = layers.flat().flatMap(({ name, call }) => (call.type === 'api' ? [name] : []));
    refuse(`there is no api component ${JSON.stringify(from)}`, nearest(from, names));
  } else if (component.call.type !== 'api')
    refuse(`${JSON.stringify(from)} is a ${component.call.type}: only an api's answer is passed on`);
  else if (component.loop) refuse(`${JSON.stringify(from)} has foreach: it has not one answer, but a list`);
  else return noted(layers, component, component.call, isStreamable(layers, component, response));
  return layers;

  function refuse(message: string, suggestion?: string): void {
    diagnostics.error('/response/from', message, suggestion);
  }
}

function noted(layers: Layers, component: CompiledComponent, call: ApiCall, streams: boolean): Layers {
  const passing: CompiledComponent = { ...component, call: { ...call, passes: streams ? 'streamed' : 'kept' } };
  return layers.map((layer) => layer.map((one) => (one === component ? passing : one)));
}

/** Whether nobody but the client wants the body, and nothing runs beside or after it. */
function isStreamable(layers: Layers, component: CompiledComponent, response: CompiledResponse): boolean {
  const last = layers.at(-1);
  if (last?.length !== 1 || last[0] !== component || component.cacheTtlMs !== undefined || component.until)
    return false;
  if (resultPlaceholders(component).some(readsBody)) return false;
  const readers = [...responsePlaceholders(response), ...errorPlaceholders(response)];
  if (readers.some((reader) => readsFailure(reader, component.name, 'body'))) return false;
  // What is answered beside the body is made before it ends.
  const { outputPath } = component;
  return outputPath === undefined || !readers.some(({ path }) => overlap(path.map(String), outputPath));
}

function readsBody({ path: [root] }: Placeholder): boolean {
  return root !== '$status' && root !== '$header';
}

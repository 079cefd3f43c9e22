import type { ApiCall, CompiledComponent, CompiledResponse, RequestCall } from './compiled.ts';
import { everyComponent } from './every-component.ts';
import { responsePlaceholders } from './response.ts';
import { isRequest } from './rule-call.ts';
import type { RequestSpec } from './schema/request.ts';

type Layers = readonly (readonly CompiledComponent[])[];

/**
 * Whether a raw body may go to an upstream while it comes from the client: one component reads its bytes, alone in the
 * first layer, and makes its call once. What else reads `{request.body}` sees its size and content type only.
 */
export function isUploadStreamed(spec: RequestSpec, layers: Layers, response: CompiledResponse): boolean {
  if (spec.type !== 'raw') return false;
  const [reader, ...others] = everyComponent(layers).filter(({ call }) => isRequest(call) && sendsBody(call));
  const [first] = layers;
  if (!reader || others.length > 0 || first?.length !== 1 || first[0] !== reader) return false;
  const isCalledOnce = reader.retryMaxCount === 0 && reader.cacheTtlMs === undefined && !reader.loop && !reader.until;
  // Of what is answered nothing is left once it has been sent on.
  const isAnswered = responsePlaceholders(response).some(({ path }) => path[0] === 'request' && path.length === 1);
  return isCalledOnce && !isAnswered && reader.call.type === 'api' && isSentOnce(reader.call);
}

function isSentOnce({ redirects, authTakesBody }: ApiCall): boolean {
  return redirects === 0 && !authTakesBody;
}

function sendsBody({ dataType, input }: RequestCall): boolean {
  return (
    dataType === 'raw' &&
    (input?.placeholders ?? []).some(({ path: [root, part] }) => root === 'request' && part === 'body')
  );
}

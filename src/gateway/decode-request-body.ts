import type { IncomingHttpHeaders } from 'node:http';
import { CodecError } from '../codec/codec-error.ts';
import { accepts } from '../codec/content-type.ts';
import { decodeBody } from '../codec/decode.ts';
import { StepgateError, wrongField } from '../error.ts';
import type { Json } from '../json.ts';
import { parseMultipart } from './parse-multipart.ts';
import { rawBody } from '../raw-body.ts';
import type { CompiledRule } from '../rule/compiled.ts';

const NO_BYTES = Buffer.alloc(0);

/**
 * `request.body`, read as the rule's request type says; null where there is none.
 * @throws StepgateError 000415 for another content type, 000400 when it does not parse.
 */
export function decodeRequestBody(
  rule: Pick<CompiledRule, 'bodyType' | 'bodyLists' | 'refusesDuplicates' | 'maxFiles'>,
  headers: IncomingHttpHeaders,
  bytes: Buffer | undefined,
): Json | Promise<Json> {
  if (rule.bodyType === 'raw') return rawBody(bytes ?? NO_BYTES, headers['content-type'] ?? null);
  if (bytes === undefined) return null;
  // An empty header says as little as none.
  const contentType = headers['content-type'] === '' ? undefined : headers['content-type'];
  if (rule.bodyType === 'multipart') {
    if (contentType === undefined || !/^multipart\/form-data\s*(?:;|$)/i.test(contentType))
      throw new StepgateError('000415', `the rule takes multipart/form-data, got ${quoted(contentType ?? '')}`);
    return parseMultipart(bytes, contentType, rule);
  }
  if (contentType !== undefined && !accepts(rule.bodyType, contentType)) {
    throw new StepgateError('000415', `the rule takes a body of type ${rule.bodyType}, got ${quoted(contentType)}`);
  }
  try {
    const body = decodeBody(rule.bodyType, bytes, contentType, rule.bodyLists, rule.refusesDuplicates);
    return body instanceof Promise ? body.catch(refuse) : body;
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof CodecError)) throw error;
  throw wrongField('request.body', error.message);
}

/** A header's value as a message may show it. */
function quoted(value: string): string {
  return JSON.stringify(value.slice(0, 100));
}

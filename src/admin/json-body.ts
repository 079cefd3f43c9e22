import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CodecError } from '../codec/codec-error.ts';
import { accepts } from '../codec/content-type.ts';
import { decodeBody } from '../codec/decode.ts';
import { StepgateError, wrongField } from '../error.ts';
import type { Json } from '../json.ts';

/** Bodies of the admin API: JSON, also where the content type is not given; none where nothing is sent. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    parse(request, bytes).then(
      (body) => done(null, body),
      (error: unknown) => done(error as Error),
    );
  });
}

async function parse(request: FastifyRequest, bytes: Buffer): Promise<Json | undefined> {
  if (bytes.length === 0) return undefined;
  const contentType = request.headers['content-type'];
  if (contentType !== undefined && !accepts('json', contentType)) {
    throw new StepgateError('000415', `send application/json, got ${JSON.stringify(contentType.slice(0, 100))}`);
  }
  try {
    return await decodeBody('json', bytes, contentType);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    throw wrongField('request.body', error.message);
  }
}

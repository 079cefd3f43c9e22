import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newTrx } from '../engine/ids.ts';
import { StepgateError } from '../error.ts';
import type { CorsHeaders } from '../gateway/cors.ts';
import { encodeRefusal } from '../http/encode-answer.ts';
import { answerUnderWay } from './end-connections.ts';
import { originForm } from './own-form.ts';

/** What Node's parser found wrong, by its error code; anything else is malformed HTTP. */
const KNOWN: Readonly<Record<string, () => StepgateError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: requestTooLate,
  HPE_HEADER_OVERFLOW: () =>
    new StepgateError('000400', 'the request line and headers are larger than 16 KiB', { status: 431 }),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () =>
    new StepgateError('000413', 'the chunk extensions of the body are larger than 16 KiB'),
};

/** The refusal of a request that has not come in time. */
export function requestTooLate(): StepgateError {
  return new StepgateError('000408', 'the request did not arrive within 30 s');
}

/**
 * Answers what Node's parser refuses: there is no request to answer yet, so the answer is written to the socket.
 * It carries a `Trx` too: whether the path was under the prefix is not known.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, cors: CorsHeaders): void {
  if (error.code === 'ECONNRESET') socket.destroy(error);
  else refuseSocket(socket, KNOWN[error.code ?? '']?.() ?? notHttp(), cors);
}

function notHttp(): StepgateError {
  return new StepgateError('000400', 'the request is not valid HTTP/1.1');
}

/** Writes a refusal as the last answer of a connection, and ends it. One whose answer has begun is ended at once. */
export function refuseSocket(socket: Socket, refusal: StepgateError, cors: CorsHeaders): void {
  const underWay = answerUnderWay(socket);
  if (!socket.writable || underWay?.headersSent === true) {
    socket.destroy();
    return;
  }
  const trx = newTrx();
  const { status, headers, body } = encodeRefusal(refusal, trx);
  // Of a request whose body is what is refused, the headers are known.
  const request = underWay?.req;
  const all = {
    Trx: trx,
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    ...(request && cors(originForm(request.url ?? '/'), request.headers)),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${String(value)}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`, ...lines];
  // The rest of what the client sends is not read: end() lets the answer leave before the socket goes.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

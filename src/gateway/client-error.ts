import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { newTrx } from '../engine/ids.ts';
import { StepgateError } from '../error.ts';
import type { CorsHeaders } from './cors.ts';
import { originForm } from './origin-form.ts';

/** What Node's parser found wrong, by its error code; anything else is malformed HTTP. */
const KNOWN: Readonly<Record<string, () => StepgateError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: () => new StepgateError('000408', 'the request did not arrive within 30 s'),
  HPE_HEADER_OVERFLOW: () =>
    new StepgateError('000400', 'the request line and headers are larger than 16 KiB', { status: 431 }),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () =>
    new StepgateError('000413', 'the chunk extensions of the body are larger than 16 KiB'),
};

/**
 * Answers what Node's parser refuses: there is no request to answer yet, so the answer is written to the socket.
 * It carries a `Trx` too: whether the path was under the prefix is not known.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, cors: CorsHeaders): void {
  // `_httpMessage` is the answer under way on the socket, if any; Node's own handler looks at it in the same way.
  const underWay = (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage;
  if (!socket.writable || error.code === 'ECONNRESET' || underWay?.headersSent === true) {
    socket.destroy(error);
    return;
  }
  const refusal = KNOWN[error.code ?? '']?.() ?? new StepgateError('000400', 'the request is not valid HTTP/1.1');
  const trx = newTrx();
  const body = JSON.stringify({ code: refusal.code, msg: refusal.message, trx });
  // Of a request whose body is what is refused, the headers are known.
  const request = underWay?.req;
  const allowed = Object.entries(request ? cors(originForm(request.url ?? '/'), request.headers) : {});
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Error'}`,
    `Trx: ${trx}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...allowed.map(([name, value]) => `${name}: ${String(value)}`),
  ];
  // The rest of what the client sends is not read: end() lets the answer leave before the socket goes.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

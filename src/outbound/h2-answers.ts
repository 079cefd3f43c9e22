import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/**
 * Makes an answer over HTTP/2 that is reset before its end an error. Node.js takes a reset that names no error
 * (NO_ERROR, CANCEL) for the end, so that the beginning of an answer would pass for all of it.
 * @param socket one that undici's Client has taken and sent no call over yet.
 */
export function refuseCutOff(socket: Socket): void {
  const session = sessionOf(socket);
  if (!session) throw new Error('undici has another session');
  const request = session.request.bind(session);
  const requestWatched: typeof request = (...given) => watched(request(...given));
  session.request = requestWatched;
}

/** The end is told once, before the stream counts as closed; a reset closes it first. */
function watched(stream: ClientHttp2Stream): ClientHttp2Stream {
  const push = stream.push.bind(stream);
  let hasEnded = false;
  const pushWhole: typeof push = (chunk: unknown, ...more) => {
    if (chunk === null && stream.closed && !hasEnded) {
      // Node.js still goes on with the stream in this turn.
      process.nextTick(() => stream.destroy(new Error('the answer was reset before its end')));
      return false;
    }
    hasEnded ||= chunk === null;
    return push(chunk, ...more);
  };
  stream.push = pushWhole;
  return stream;
}

/** There is no public way to it. */
function sessionOf(socket: Socket): ClientHttp2Session | undefined {
  const key = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'http2Session');
  return key && (socket as unknown as Record<symbol, ClientHttp2Session | undefined>)[key];
}

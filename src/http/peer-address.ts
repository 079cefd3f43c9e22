import type { FastifyRequest } from 'fastify';

/** The address of the peer itself; `X-Forwarded-For` is anybody's claim. IPv4 in its own spelling. */
export function peerAddress(request: FastifyRequest): string {
  const address = request.socket.remoteAddress ?? '';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

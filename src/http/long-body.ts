import type { IncomingMessage } from 'node:http';

/** Requests whose bodies may come for as long as they like: who reads them sees to it that they come. */
const unlimited = new WeakSet<IncomingMessage>();

/** Lets the body of a request come for as long as it likes. */
export function allowLongBody(request: IncomingMessage): void {
  unlimited.add(request);
}

export function mayTakeLong(request: IncomingMessage): boolean {
  return unlimited.has(request);
}

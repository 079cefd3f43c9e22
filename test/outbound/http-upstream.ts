import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Outbound } from '../../src/outbound/outbound.ts';
import { testOutbound } from './outbound-under-test.ts';

/** An ordinary HTTP server and a client, gone when the test ends. */
export async function upstream(
  t: TestContext,
  listener: RequestListener,
  connections?: number,
): Promise<[string, Outbound]> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const outbound = testOutbound(connections === undefined ? {} : { connections });
  t.after(async () => {
    await outbound.close();
    server.closeAllConnections();
    server.close();
  });
  return [`http://127.0.0.1:${(server.address() as AddressInfo).port}`, outbound];
}

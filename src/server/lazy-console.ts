import type { FastifyInstance } from 'fastify';
import { addLazyApp } from './lazy-app.ts';
import type { ServerDeps } from './server-deps.ts';

/** The console's files, read from disk from the first request on. */
export function addConsole(app: FastifyInstance, { consoleFolder, log }: ServerDeps): void {
  addLazyApp(app, ['/console'], async () => {
    const { createConsoleServer } = await import('./console-server.ts');
    return createConsoleServer(consoleFolder, log);
  });
}

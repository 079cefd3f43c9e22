import type { FastifyInstance } from 'fastify';
import { StepgateError } from '../error.ts';

/** 404 for a path that `app` does not have, 405 with `Allow` for a method that the path does not have. */
export function answerMissingRoutes(app: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', (route) => {
    const known = methods.get(route.url) ?? new Set();
    for (const method of [route.method].flat()) known.add(method);
    methods.set(route.url, known);
  });
  app.setNotFoundHandler((request) => {
    const path = request.url.replace(/[?#].*/s, '').slice(0, 200);
    const allow = [...(methods.get(path) ?? [])].sort();
    if (allow.length === 0) throw new StepgateError('000404', `there is no ${path}; /docs lists what there is`);
    throw new StepgateError('000405', `${path} does not take ${request.method}, but ${allow.join(', ')}`, { allow });
  });
}

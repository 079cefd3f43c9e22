import type { Diagnostic } from '../rule/compiled.ts';
import { pathPattern } from '../rule/path-pattern.ts';

interface ActiveEndpoint {
  readonly name: string;
  readonly method: string;
}

/** Warnings about active rules whose paths differ from this one's in the names of parameters only. */
export function samePathWarnings({ name, method }: ActiveEndpoint, active: readonly ActiveEndpoint[]): Diagnostic[] {
  const { pattern, params } = pathPattern(name);
  if (params.length === 0) return [];
  const others = active.filter(
    (other) => other.method === method && other.name !== name && pathPattern(other.name).pattern === pattern,
  );
  return others.map((other) => {
    // The registry's order.
    const outcome = other.name < name ? 'answers in its place' : 'is not reached beside it';
    const message = `${method} ${other.name} has the same path, and ${outcome}`;
    return { severity: 'warning', pointer: '/name', message };
  });
}

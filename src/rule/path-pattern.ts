/**
 * The path that a rule's name stands for, its parameters named by their place: `users/:id` is `/users/:0`, `files/*rest`
 * is `/files/*`, `/` the empty path's `/`. So a router reads nothing into their names, and names that differ in these
 * only have one pattern. And the parameters' own names.
 */
export function pathPattern(name: string): { readonly pattern: string; readonly params: readonly string[] } {
  if (name === '/') return { pattern: '/', params: [] };
  const params: string[] = [];
  const segments = name.split('/').map((segment) => {
    if (!/^[:*]/.test(segment)) return segment;
    params.push(segment.slice(1));
    return segment.startsWith('*') ? '*' : `:${params.length - 1}`;
  });
  return { pattern: `/${segments.join('/')}`, params };
}

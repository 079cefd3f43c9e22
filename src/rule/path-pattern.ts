/**
 * The path that a rule's name stands for, its parameters named by their place: `users/:id` is `/users/:0`. So a router
 * reads nothing into their names, and names that differ in these only have one pattern. And the parameters' own names.
 */
export function pathPattern(name: string): { readonly pattern: string; readonly params: readonly string[] } {
  const params: string[] = [];
  const segments = name.split('/').map((segment) => {
    if (!segment.startsWith(':')) return segment;
    params.push(segment.slice(1));
    return `:${params.length - 1}`;
  });
  return { pattern: `/${segments.join('/')}`, params };
}

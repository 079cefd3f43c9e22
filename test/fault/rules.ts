/** Layers of components by name, each of which calls the ledger at `url`. */
export function layers(url: string, names: readonly (readonly string[])[]): unknown[][] {
  return names.map((layer) => layer.map((name) => component(url, name)));
}

/** A component that calls the ledger for a request that says its `id`. */
export function component(url: string, name: string): Record<string, unknown> {
  const header = { 'x-request': '{request.body.id}' };
  return { name, type: 'api', method: 'POST', url, header, input: { name }, outputName: name };
}

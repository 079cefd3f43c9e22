/** How deeply JSON and XML may nest: what walks a value recursively later never runs out of stack. */
export const maxDepth = 1000;

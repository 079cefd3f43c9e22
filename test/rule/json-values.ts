import fc from 'fast-check';
import type { Json } from '../../src/json.ts';

/** Any JSON, as JSON.parse makes it: fast-check's own objects may lack a prototype. */
export const json = fc.json().map((text) => JSON.parse(text) as Json);

/** How a body is read or written. */
export type BodyType = 'json' | 'xml' | 'form' | 'text';

/** What a body is read as, or written as, that is not loaded before it is needed. */
export type LazyType = 'yaml';

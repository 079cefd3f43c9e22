/** How a body is read or written. */
export type BodyType = 'json' | 'xml' | 'form' | 'text';

/** How a body is read or written. */
export type BodyType = 'json' | 'xml' | 'form' | 'text';

/** How the body of a request is read. */
export type RequestType = BodyType | 'yaml' | 'raw' | 'multipart';

/** How the body of an answer is written; `raw`: it is bytes in base64. */
export type AnswerType = 'json' | 'xml' | 'yaml' | 'text' | 'raw';

/** What a call sends. */
export type CallType = BodyType | 'yaml' | 'multipart' | 'raw';

/** What the answer to a call is read as. */
export type ReadType = BodyType | 'yaml' | 'raw';

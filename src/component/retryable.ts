/** Statuses of answers after which another attempt may succeed. */
export const RETRYABLE: ReadonlySet<number | string> = new Set([429, 502, 503, 504]);

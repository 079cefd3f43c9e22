/**
 * Who has to do something about an error: `refused` the client, whose request the gateway does not take; `business`
 * nobody, an upstream, a script or an operator said no; `system` whoever runs the gateway or the upstream; `timeout`
 * something took too long.
 */
export type ErrorKind = 'refused' | 'business' | 'system' | 'timeout';

/** All kinds. */
export const ERROR_KINDS = ['refused', 'business', 'system', 'timeout'] as const satisfies readonly ErrorKind[];

const TIMEOUTS = new Set(['000408', '110012', '110014', '110016', '110017']);
const BUSINESS = new Set(['000202', '110008', '110009', '110010']);

/**
 * The kind of an error, as its code says it. Who makes an error and knows more says so itself: of an answer that is
 * refused (110006) the upstream's status decides, and what a rule's `request.refuse` or `failure` makes has any code.
 * @param status with which it is answered: 504 is a time-out of the upstream.
 */
export function kindOfCode(code: string, status: number): ErrorKind {
  if (TIMEOUTS.has(code) || (code === '110007' && status === 504)) return 'timeout';
  if (code.startsWith('0004')) return 'refused';
  // Codes that are not the gateway's are those of rules and scripts.
  return BUSINESS.has(code) || !/^(?:000503|110\d{3})$/.test(code) ? 'business' : 'system';
}

/** The kind of 110006, where the upstream has answered with `status`. */
export function kindOfAnswer(status: number): ErrorKind {
  return status < 500 ? 'business' : 'system';
}

import { timingSafeEqual } from 'node:crypto';
import type { Store } from '../store/store.ts';

/** Where waits are called back: `/callback/<trx>/<wait>/<token>`. The token says that this gateway has made the URL. */
export const CALLBACK_PATH = '/callback';

/** What signs and checks these URLs. */
export type Signer = Pick<Store, 'mac'>;

/** Makes the URLs of callbacks. @param base is asked for each: what a gateway is called is known once it listens. */
export function createCallbackUrl(signer: Signer, base: () => string): (trx: string, key: string) => string {
  return (trx, key) =>
    `${base().replace(/\/+$/, '')}${CALLBACK_PATH}/${trx}/${encodeURIComponent(key)}/${tokenOf(signer, trx, key)}`;
}

/** Whether `token` is that of the wait. */
export function isCallbackToken(signer: Signer, trx: string, key: string, token: string): boolean {
  const [given, expected] = [Buffer.from(token), Buffer.from(tokenOf(signer, trx, key))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function tokenOf(signer: Signer, trx: string, key: string): string {
  return signer.mac(`${trx}/${key}`);
}

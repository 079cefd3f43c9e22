import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { LRUCache } from 'lru-cache';
import { StepgateError } from '../error.ts';
import type { HttpCall } from './outbound.ts';

type TlsMaterial = NonNullable<HttpCall['tls']>;

/** Parsed client certificates and authorities, by a hash of their text. */
export interface TlsContexts {
  /** @throws StepgateError 110007, not retryable, where the PEM texts are wrong or do not match. */
  of(material: TlsMaterial): { readonly id: string; readonly context: SecureContext };
}

const MAX_CONTEXTS = 200;

export function createTlsContexts(): TlsContexts {
  const contexts = new LRUCache<string, SecureContext>({ max: MAX_CONTEXTS });
  return {
    of(material) {
      const id = hashOf(material);
      const known = contexts.get(id);
      if (known) return { id, context: known };
      const context = parse(material);
      contexts.set(id, context);
      return { id, context };
    },
  };
}

function hashOf({ cert, key, ca }: TlsMaterial): string {
  return createHash('sha256')
    .update(JSON.stringify([cert ?? null, key ?? null, ca ?? null]))
    .digest('base64');
}

/** With `ca`, only that authority is trusted. */
function parse({ cert, key, ca }: TlsMaterial): SecureContext {
  // Node takes a `ca` without any certificate in it for an empty list.
  if (ca !== undefined && !ca.includes('-----BEGIN')) throw wrongMaterial('ca: it holds no PEM certificate');
  try {
    return createSecureContext({
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(ca !== undefined && { ca }),
    });
  } catch (error) {
    throw wrongMaterial(`cert, key or ca: ${(error as Error).message}`, error);
  }
}

function wrongMaterial(what: string, cause?: unknown): StepgateError {
  return new StepgateError('110007', `the call cannot be sent: wrong tls ${what}`, { retryable: false, cause });
}

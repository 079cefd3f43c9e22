import type { FormerSecrets } from '../observe/redactor.ts';
import type { Registry } from '../registry/registry.ts';

const NAME = 'OAUTH2_TOKEN';
/** Older ones are over, and what holds them is written. */
const MAX_TOKENS = 500;

type KnownSecrets = Pick<Registry, 'secrets' | 'formerSecrets'>;

/** What is masked: secrets, and the tokens that the gateway was given by others. */
export interface IssuedTokens extends KnownSecrets {
  readonly add: (token: string) => void;
}

/** No tokens so far. */
export function createIssuedTokens(known: KnownSecrets): IssuedTokens {
  let tokens: FormerSecrets = [];
  let made: { readonly of: readonly FormerSecrets[]; readonly all: FormerSecrets } = { of: [], all: [] };
  return {
    add: (token) => {
      if (!tokens.some(([, one]) => one === token)) tokens = [...tokens.slice(1 - MAX_TOKENS), [NAME, token]];
    },
    secrets: () => known.secrets(),
    // A new list whenever one of both has changed.
    formerSecrets: () => {
      const former = known.formerSecrets();
      if (tokens.length === 0) return former;
      if (made.of[0] !== former || made.of[1] !== tokens) made = { of: [former, tokens], all: [...former, ...tokens] };
      return made.all;
    },
  };
}

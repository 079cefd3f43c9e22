/** A secret and the method that asks for it, for error messages. */
export interface NamedSecret {
  /** E.g. `ctx.rsa.sign`. */
  readonly method: string;
  readonly name: string;
  readonly content: string;
}

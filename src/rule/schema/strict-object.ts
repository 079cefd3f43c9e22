import Type from 'typebox';

/** An object of exactly these fields: one that is not named is an error. */
export function strictObject<P extends Type.TProperties>(properties: P, description?: string): Type.TObject<P> {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });
}

/** An optional field with the text that editors show. */
export function optional<T extends Type.TSchema>(schema: T, description: string): Type.TOptional<T> {
  return Type.Optional({ ...schema, description }) as unknown as Type.TOptional<T>;
}

/** A code that a rule gives to an error: of the catalogue, or its own. */
export const errorCode = Type.String({ minLength: 1, maxLength: 64 });

import Type from 'typebox';
import type { Json } from '../../json.ts';
import { METADATA_NAME, METADATA_NAME_IN_WORDS, MOST_METADATA } from '../metadata-limits.ts';

/** Templates by name. */
export type MetadataSpec = Readonly<Record<string, Json>>;

export const metadataSchema = Type.Unsafe<MetadataSpec>({
  type: 'object',
  maxProperties: MOST_METADATA,
  propertyNames: {
    pattern: `^${METADATA_NAME}$`,
    description: METADATA_NAME_IN_WORDS,
  },
});

import Type from 'typebox';
import type { Json } from '../../json.ts';
import { METADATA_NAME, MOST_METADATA } from '../metadata-limits.ts';

/** Templates by name. */
export type MetadataSpec = Readonly<Record<string, Json>>;

export const metadataSchema = Type.Unsafe<MetadataSpec>({
  type: 'object',
  maxProperties: MOST_METADATA,
  propertyNames: {
    pattern: `^${METADATA_NAME}$`,
    description: '1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-", the first no "." or "-"',
  },
});

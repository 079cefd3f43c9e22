/** So many names at most, and so many bytes of names and values. */
export const MOST_METADATA = 20;
export const LARGEST_METADATA_BYTES = 4096;

/** What a name of metadata looks like, as a pattern without its ends. */
export const METADATA_NAME = '[A-Za-z0-9_][A-Za-z0-9._-]{0,63}';

/** The same in words. */
export const METADATA_NAME_IN_WORDS = '1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-", the first no "." or "-"';

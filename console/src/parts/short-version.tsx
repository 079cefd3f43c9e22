import { Code } from '@mantine/core';

/** Versions begin with their time: what tells two apart is the end. */
const SHOWN = 8;

/** The end of a version. */
export function shortVersion(version: string): string {
  return `…${version.slice(-SHOWN)}`;
}

/** The end of a version where there is no room for all of it, which the tooltip has. */
export function ShortVersion({ version }: { readonly version: string }) {
  return <Code title={version}>{shortVersion(version)}</Code>;
}

import type { Json } from '../json.ts';

/** One method of SandboxHost: its arguments, already checked by the child, to its result. */
export type HostFunction = (args: readonly Json[]) => Json | Promise<Json>;

import { procStatus } from './proc-status.ts';

/**
 * The second half of the processors that this process may run on, as a mask in hex; undefined where there is only one,
 * or the system does not tell. Read anew each time: a container's processors may change.
 */
export function lastCores(): string | undefined {
  const allowed = procStatus('self', /^Cpus_allowed:\s+(\S+)$/m);
  return allowed === undefined ? undefined : lastHalf(allowed);
}

/** @param mask hex, in groups of 32 bits with commas between them: proc_pid_status(5), `Cpus_allowed`. */
export function lastHalf(mask: string): string | undefined {
  const bits = BigInt(`0x${mask.replaceAll(',', '')}`);
  const cores = Array.from({ length: bits.toString(2).length }, (_, core) => 1n << BigInt(core)).filter(
    (core) => (bits & core) !== 0n,
  );
  const half = cores.slice(Math.ceil(cores.length / 2));
  return half.length === 0 ? undefined : `0x${half.reduce((all, core) => all | core).toString(16)}`;
}

/** The gateway looks at its event loop this often, and tells the time between two looks: that much is no pause. */
const LOOK_EVERY_MS = 10;

/** The longest pause of a gateway's event loop since this was asked last, in milliseconds, as its `/metrics` tells it. */
export async function longestPauseMs(metricsUrl: string): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  const seconds = /^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1] ?? Number.NaN;
  return 1000 * Number(seconds) - LOOK_EVERY_MS;
}

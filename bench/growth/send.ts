import { Pool } from 'undici';
import type { Child } from '../child.ts';
import type { Load } from '../load.ts';

/**
 * Puts load on a server until the time is over and every request is answered: a generator that leaves off in the middle
 * has its last requests done for nothing, which counts where a request takes long.
 * @returns microseconds of the server's processor time for a request.
 */
export async function sendLoad(server: Child, { path, body, connections, seconds }: Load): Promise<number> {
  const pool = new Pool(server.url, { connections });
  const request = { method: 'POST', path, headers: { 'content-type': 'application/json' }, body } as const;
  const before = server.cpuSeconds();
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const send = async (): Promise<void> => {
    do {
      const answer = await pool.request(request);
      await answer.body.dump({ limit: Number.MAX_SAFE_INTEGER });
      if (answer.statusCode !== 200) throw new Error(`${path} was answered ${answer.statusCode}`);
      count += 1;
    } while (performance.now() < end);
  };
  try {
    await Promise.all(Array.from({ length: connections }, send));
    return ((server.cpuSeconds() - before) / count) * 1e6;
  } finally {
    await pool.destroy();
  }
}

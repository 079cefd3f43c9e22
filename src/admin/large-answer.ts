import type { FastifyReply } from 'fastify';
import { isLarge } from '../large/size.ts';
import { stringify, stringifyLarge } from '../large/stringify.ts';
import { success } from './envelope.ts';

/**
 * The successful answer with this `data`, which may be large: then it is written in slices, because the serializer made
 * of the schema goes through all of it in one go.
 */
export async function successOfAnySize<T>(reply: FastifyReply, data: T): Promise<ReturnType<typeof success<T>>> {
  const answer = success(data);
  if (isLarge(data)) {
    const text = await stringifyLarge(answer);
    reply.serializer(() => text);
  }
  return answer;
}

/** Of routes whose answers hold run logs: a log goes out as it was recorded, the schema describes it and no more. */
export const serializeAsItIs = () => (answer: unknown) => stringify(answer);

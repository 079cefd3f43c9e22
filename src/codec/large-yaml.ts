import { Worker } from 'node:worker_threads';
import type { Json } from '../json.ts';
import { parseAnyJson } from '../large/parse-large.ts';
import { stringifyLarge } from '../large/stringify.ts';
import { ownFile } from '../own-file.ts';
import { CodecError } from './codec-error.ts';
import { decodeLargeText } from './text.ts';
import type { YamlJob, YamlReply } from './yaml-worker.ts';

/**
 * Large YAML is read and written in a thread of its own, one text after another: its library does not stop on the way, and
 * takes up to a second for a MiB. The thread is started with the first text.
 */
let thread: YamlThread | undefined;

/** `parseYaml` of a large text. @throws CodecError as `parseYaml`. */
export async function parseLargeYaml(text: string): Promise<Json> {
  return parseAnyJson(await run('read', text));
}

/** `writeYaml` of a large value. */
export async function writeLargeYaml(value: Json): Promise<string> {
  return run('write', await stringifyLarge(value));
}

function run(kind: YamlJob['kind'], text: string): Promise<string> {
  if (thread?.isAlive !== true) thread = new YamlThread();
  return thread.run(kind, text);
}

class YamlThread {
  isAlive = true;
  readonly #worker = new Worker(ownFile('codec/yaml-worker'));
  readonly #waiting = new Map<number, PromiseWithResolvers<Uint8Array>>();
  #lastId = 0;

  constructor() {
    this.#worker.on('message', (reply: YamlReply) => {
      const asker = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('bytes' in reply) asker?.resolve(reply.bytes);
      else asker?.reject(new CodecError(reply.refused));
      if (this.#waiting.size === 0) this.#worker.unref();
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(new Error(`the YAML thread ended with code ${code}`)));
  }

  async run(kind: YamlJob['kind'], text: string): Promise<string> {
    const id = ++this.#lastId;
    const asker = Promise.withResolvers<Uint8Array>();
    this.#waiting.set(id, asker);
    this.#worker.ref();
    this.#worker.postMessage({ id, kind, text } satisfies YamlJob);
    // A text of 10 MiB in a message takes up to 80 ms to be received.
    return decodeLargeText(Buffer.from((await asker.promise).buffer));
  }

  #end(error: unknown): void {
    this.isAlive = false;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

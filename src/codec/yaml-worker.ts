import { parentPort } from 'node:worker_threads';
import { parseJsonText } from '../json-text.ts';
import { CodecError } from './codec-error.ts';
import { parseYaml, writeYaml } from './yaml.ts';

/** What the thread is to do with a text. */
export interface YamlJob {
  readonly id: number;
  /** `read`: YAML to JSON text; `write`: JSON text to YAML. */
  readonly kind: 'read' | 'write';
  readonly text: string;
}

/** What came of it: the text as UTF-8, which is moved and not copied, or the message of a CodecError. */
export type YamlReply = { readonly id: number } & ({ readonly bytes: Uint8Array } | { readonly refused: string });

parentPort?.on('message', ({ id, kind, text }: YamlJob) => {
  try {
    const bytes = new TextEncoder().encode(resultOf(kind, text));
    parentPort?.postMessage({ id, bytes } satisfies YamlReply, [bytes.buffer]);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    parentPort?.postMessage({ id, refused: error.message } satisfies YamlReply);
  }
});

function resultOf(kind: YamlJob['kind'], text: string): string {
  return kind === 'read' ? JSON.stringify(parseYaml(text)) : writeYaml(parseJsonText(text));
}

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

/** What came of it: the text, or the message of a CodecError. */
export type YamlReply = { readonly id: number } & ({ readonly text: string } | { readonly refused: string });

parentPort?.on('message', ({ id, kind, text }: YamlJob) => {
  parentPort?.postMessage({ id, ...resultOf(kind, text) });
});

function resultOf(kind: YamlJob['kind'], text: string): { text: string } | { refused: string } {
  try {
    return { text: kind === 'read' ? JSON.stringify(parseYaml(text)) : writeYaml(parseJsonText(text)) };
  } catch (error) {
    if (error instanceof CodecError) return { refused: error.message };
    throw error;
  }
}

import { pipeline } from 'node:stream/promises';
import type { BusboyFileStream } from '@fastify/busboy';
import { StepgateError, wrongField } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { Pace } from '../large/turn.ts';
import type { CompiledRule } from '../rule/compiled.ts';

const MOST_FIELDS = 10_000;

/** Bytes that are read in one go. */
const PIECE = 16_384;
/** Of the name of a field. */
const LONGEST_NAME = 65_536;
/** Bytes of a text: the parser decodes each in one go. */
const LONGEST_TEXT = 16 * 2 ** 20;

/**
 * The fields of a `multipart/form-data` body: texts, and files as `{filename, contentType, size, base64}`; a repeated name
 * becomes a list. The parser is loaded with the first such body.
 * @throws StepgateError 000415 without a boundary, 000413 for too many fields, 000400 for too many files, too long a text,
 * or where it is broken.
 */
export async function parseMultipart(
  bytes: Buffer,
  contentType: string,
  { maxFiles }: Pick<CompiledRule, 'maxFiles'>,
): Promise<JsonObject> {
  if (!/;\s*boundary\s*=\s*"?[^\s";]/i.test(contentType))
    throw new StepgateError('000415', 'the content type multipart/form-data names no boundary');
  const { Busboy } = await import('@fastify/busboy');
  const fields = new Map<string, Json[]>();
  let refusal: StepgateError | undefined;
  const refuse = (error: StepgateError): void => void (refusal ??= error);
  const add = (name: string | undefined, value: Json): void => {
    const values = fields.get(name ?? '') ?? [];
    values.push(value);
    fields.set(name ?? '', values);
  };
  const parser = Busboy({
    headers: { 'content-type': contentType },
    // A file is known by its name; without one it is a field, whatever its type.
    isPartAFile: (_name, _type, filename) => filename !== undefined,
    limits: {
      fields: MOST_FIELDS,
      files: maxFiles,
      parts: MOST_FIELDS + maxFiles,
      fieldNameSize: LONGEST_NAME,
      fieldSize: LONGEST_TEXT,
    },
  });
  parser.on('field', (name, value, _isNameCut, isCut) => {
    if (isCut) refuse(wrongField(`request.body.${name}`, 'is a text of over 16 MiB; send it as a file'));
    else add(name, value);
  });
  parser.on('file', (name, stream, filename, _encoding, type) => {
    collect(stream, (size, base64) => add(name, { filename: lastSegment(filename), contentType: type, size, base64 }));
  });
  const tooManyFields = (): void =>
    refuse(new StepgateError('000413', `the body has more than ${MOST_FIELDS} fields; send fewer`));
  parser.on('fieldsLimit', tooManyFields);
  parser.on('partsLimit', tooManyFields);
  parser.on('filesLimit', () => refuse(wrongField('request.body', `has more than ${maxFiles} files`)));
  try {
    await pipeline(() => piecesOf(bytes, () => refusal), parser);
  } catch (error) {
    throw (
      refusal ??
      wrongField('request.body', `is no multipart: ${error instanceof Error ? error.message : 'it is broken'}`)
    );
  }
  if (refusal) throw refusal;
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? null) : values]),
  );
}

/** In slices; what is refused already is read no further. */
async function* piecesOf(bytes: Buffer, refusal: () => StepgateError | undefined): AsyncGenerator<Buffer> {
  const pace = new Pace();
  for (let from = 0; from < bytes.length; from += PIECE) {
    yield bytes.subarray(from, from + PIECE);
    const refused = refusal();
    if (refused) throw refused;
    if (pace.isOver) await pace.next();
  }
}

/** A file is written in base64 while it comes. */
function collect(stream: BusboyFileStream, done: (size: number, base64: string) => void): void {
  const texts: string[] = [];
  let size = 0;
  let rest = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    // Three bytes are four characters: what is over waits for more.
    const whole = bytes.length - (bytes.length % 3);
    texts.push(bytes.toString('base64', 0, whole));
    rest = Buffer.from(bytes.subarray(whole));
  });
  stream.on('end', () => done(size, texts.join('') + rest.toString('base64')));
  // The parser fails with the same.
  stream.on('error', () => undefined);
}

/** Of the path that some clients send. */
function lastSegment(filename: string): string {
  return filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1);
}

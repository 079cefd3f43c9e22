import type { Json } from '../json.ts';
import { endOfString, parseScanned } from '../json-text.ts';

const [QUOTE, COMMA, COLON] = [0x22, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Parses the members of an object, as they stand between its braces, to names and values in turns. Not by way of an
 * object: V8 keeps the names of all members of all objects in one table, and each time that has to grow it stands still.
 * @throws SyntaxError
 */
export function splitMembers(text: string, hasLongNumber: boolean): Json[] {
  const pieces: string[] = [];
  let depth = 0;
  let from = 0;
  let wanted = COLON;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at + 1);
    else if (code === OPEN_LIST || code === OPEN_OBJECT) depth++;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    else if (depth === 0 && (code === COMMA || code === COLON)) {
      if (code !== wanted) throw new SyntaxError('a member is no name and value');
      wanted = code === COLON ? COMMA : COLON;
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  pieces.push(text.slice(from));
  const found = parseScanned(`[${pieces.join(',')}]`, hasLongNumber) as Json[];
  if (found.length % 2 === 1 || found.some((one, at) => at % 2 === 0 && typeof one !== 'string'))
    throw new SyntaxError('a member is no name and value');
  return found;
}

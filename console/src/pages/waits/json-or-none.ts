import { parseJson } from '../../api/json.ts';

/** What a field holds whose text is JSON; an empty one holds nothing. Numbers keep their digits. */
export function jsonOrNone(text: string): { readonly isJson: boolean; readonly value: unknown } {
  if (text.trim() === '') return { isJson: true, value: undefined };
  try {
    return { isJson: true, value: parseJson(text) };
  } catch {
    return { isJson: false, value: undefined };
  }
}

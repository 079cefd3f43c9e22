import { isList, isObject, type Json, type JsonObject } from './json.ts';
import { textOf } from './large/stringify.ts';
import { ALL, membersOf } from './spread-header.ts';

/**
 * Adds parameters to a URL, with those of `*`. Those that are named win over the URL's own, and these over those of `*`.
 * @throws StepgateError 110004 where `*` is no object.
 */
export function addQuery(url: string, query: Json): string {
  const { [ALL]: all, ...named } = (isObject(query) ? query : {}) as JsonObject;
  const [address, fragment] = split(url, '#');
  const [path, own = ''] = split(address, '?');
  const kept = own.split('&').filter((pair) => pair !== '' && !Object.hasOwn(named, nameOf(pair)));
  const taken = new Set([...Object.keys(named), ...kept.map(nameOf)]);
  const passedOn = all === undefined ? [] : membersOf(all, 'query').filter(([name]) => !taken.has(name));
  const pairs = [...kept, ...[...passedOn, ...Object.entries(named)].flatMap(pairsOf)];
  const text = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  return path + text + (fragment === undefined ? '' : `#${fragment}`);
}

/** A list repeats the parameter, null leaves it out, an object is JSON. */
function pairsOf([name, value]: readonly [string, Json]): string[] {
  const values = isList(value) ? value : [value];
  return values.filter((one) => one !== null).map((one) => `${encode(name)}=${encode(textOf(one))}`);
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** The name of a parameter as it stands in a URL. */
function nameOf(pair: string): string {
  const [name] = split(pair, '=');
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}

/** In two, at the first `mark`. */
function split(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

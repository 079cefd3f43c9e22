import { isObject, type Json } from '../json.ts';
import type { Placeholder, Template } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { compileForms } from './forms/compile-forms.ts';
import { hasForms } from './forms/form.ts';
import { member } from './json-pointer.ts';
import { arrayNode, objectNode, parseText, type TemplateNode, textNode } from './template-node.ts';
import type { PlaceholderSyntax } from './placeholder.ts';

/** Compiles a template of any JSON shape; what is constant in it is frozen and shared between evaluations. */
export function compileTemplate<S>(
  json: Json,
  pointer: string,
  syntax: PlaceholderSyntax<S>,
  diagnostics: Diagnostics,
): Template<S> {
  if (hasForms(json)) return compileForms(json, pointer, syntax, diagnostics);
  const placeholders: Placeholder[] = [];
  const node = compileNode(json, pointer);
  return { evaluate: 'constant' in node ? () => node.constant : node.evaluate, placeholders };

  function compileNode(value: Json, at: string): TemplateNode<S> {
    if (typeof value === 'string') {
      const parts = parseText(value, at, syntax, diagnostics);
      for (const part of parts)
        if (typeof part !== 'string') placeholders.push({ pointer: at, text: part.text, path: part.path });
      return textNode(parts);
    }
    if (Array.isArray(value)) return arrayNode(value.map((item: Json, index) => compileNode(item, member(at, index))));
    if (!isObject(value)) return { constant: value };
    return objectNode(Object.entries(value).map(([key, item]) => [key, compileNode(item, member(at, key))]));
  }
}

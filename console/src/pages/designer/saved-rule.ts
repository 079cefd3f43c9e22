import { documentOf, endpointOf, newDocument, readDocument } from '../../designer/model/document.ts';
import type { DesignerDocument } from '../../designer/model/document.ts';
import { asText } from '../../designer/model/json-value.ts';
import type { JsonObject } from '../../designer/model/rule-language.ts';

/** A version of a rule as the designer knows it. */
export interface SavedVersion {
  readonly id: number;
  readonly version: string;
  readonly isActive: boolean;
  readonly document: DesignerDocument;
}

/** A rule as the REST API gives it. */
interface ApiRule {
  readonly name: string;
  readonly method: string;
  readonly desc: string;
  readonly rule: unknown;
}

/** The document of a version. */
export function documentOfRule({ name, method, desc, rule }: ApiRule): DesignerDocument {
  const json = { name, method, ...(desc !== '' && { desc }), rule } as unknown as JsonObject;
  // Through the text: numbers of many digits keep them.
  const read = readDocument(documentOf(json).text);
  return read.ok ? read.document : newDocument(name, method);
}

/** The file that the API takes; the rule as text, so that numbers keep their digits. */
export function ruleBody(document: DesignerDocument) {
  const { name, method } = endpointOf(document);
  const desc = asText(document.json.desc);
  return { name, method, rule: JSON.stringify(document.json.rule ?? {}), ...(desc !== undefined && { desc }) };
}

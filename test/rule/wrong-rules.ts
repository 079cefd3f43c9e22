import { wrongComponents } from './wrong-rules/component.ts';
import { wrongDocuments } from './wrong-rules/document.ts';
import { wrongLanguage } from './wrong-rules/language.ts';
import { wrongRequests } from './wrong-rules/request.ts';
import { wrongResponses } from './wrong-rules/response.ts';
import { unsendableComponents } from './wrong-rules/unsendable.ts';
import type { WrongRule } from './wrong-rules/wrong-rule.ts';

/** Rules with errors, and exactly their diagnostics: pointer, message, and where there is one the suggestion. */
export const wrongRules: readonly WrongRule[] = [
  ...wrongDocuments,
  ...wrongRequests,
  ...wrongComponents,
  ...unsendableComponents,
  ...wrongLanguage,
  ...wrongResponses,
];

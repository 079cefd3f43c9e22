import { describeDocument } from './describe-document.ts';

await describeDocument('docs/rule.md');

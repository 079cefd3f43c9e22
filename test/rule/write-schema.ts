/** Writes `schemas/rule.json` anew from the declaration in `src/rule/schema/`: `node test/rule/write-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { ruleSchema } from '../../src/rule/schema/rule.ts';

const file = new URL('../../schemas/rule.json', import.meta.url);
const style = await resolveConfig(file);
writeFileSync(file, await format(JSON.stringify(ruleSchema), { ...style, filepath: file.pathname }));

import type { ErrorDetail } from '../../error.ts';
import { isObject } from '../../json.ts';
import { bytesOfSize } from '../byte-size.ts';
import type { FieldRule, FieldRules } from '../schema/field-rule.ts';

type FileRule = Extract<FieldRule, { readonly type: 'file' }>;

/** Checks the files of a multipart body. Fields that are missing are others' to tell. */
export function compileFiles(fields: FieldRules): (body: unknown) => readonly ErrorDetail[] {
  const known = Object.entries(fields).flatMap(([name, rule]) => {
    if (rule.type === 'file') return [{ name, rule, isList: false }];
    return rule.type === 'slice' && rule.items?.type === 'file' ? [{ name, rule: rule.items, isList: true }] : [];
  });
  if (known.length === 0) return () => [];
  return (body) => {
    if (!isObject(body)) return [];
    return known.flatMap(({ name, rule, isList }) => {
      const value = body[name] ?? null;
      const path = `request.body.${name}`;
      if (value === null) return [];
      const errors =
        isList && Array.isArray(value)
          ? value.map((one, at) => [`${path}[${at}]`, fileError(one, rule)] as const)
          : [[path, fileError(value, rule)] as const];
      return errors.flatMap(([at, message]) => (message === undefined ? [] : [{ path: at, message }]));
    });
  };
}

function fileError(value: unknown, { maxSize, contentTypes }: FileRule): string | undefined {
  if (Array.isArray(value)) return 'must be one file';
  if (!isObject(value) || typeof value.base64 !== 'string') return 'must be a file';
  const most = maxSize === undefined ? undefined : bytesOfSize(maxSize);
  if (most !== undefined && Number(value.size) > most) return `must be at most ${maxSize ?? ''} long`;
  const type = String(value.contentType).split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (contentTypes && !contentTypes.some((one) => takes(one.toLowerCase(), type)))
    return `must be of type ${contentTypes.join(', ')}`;
  return undefined;
}

function takes(allowed: string, type: string): boolean {
  return allowed.endsWith('/*') ? type.startsWith(allowed.slice(0, -1)) : type === allowed || allowed === '*';
}

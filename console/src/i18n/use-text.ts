import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { TextKey } from './en.ts';
import { currentLanguage } from './language.ts';
import type { Language } from './language.ts';

/** A text by its key, with values for its `{{names}}`; `count` chooses between one and several. */
export type Text = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** The texts of the language in use; a component that uses it is drawn again when the language changes. */
export function useText(): Text {
  const { t } = useTranslation();
  return t as unknown as Text;
}

/** The descriptions of the schema of rules in the language in use; one that is not translated stays English. */
export function useRuleHelp(): (help: string) => string {
  const { t } = useTranslation();
  const translate = t as unknown as (key: string, options: object) => string;
  // Braces in them are placeholders of rules.
  return (help) => (help === '' ? '' : translate(help, { skipInterpolation: true }));
}

/** The same for what is no component. */
export const text: Text = (key, values) => i18next.t(key, { ...values });

/** The language in use, for what differs by more than texts. */
export function useLanguage(): Language {
  useTranslation();
  return currentLanguage();
}

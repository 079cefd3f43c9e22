import dayjs from 'dayjs';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Each in its own words. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

const KEY = 'stepgate.language';

/** Starts the texts, in the language that was chosen, else in the browser's. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // Keys are flat, and React escapes.
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  const chosen = localStorage.getItem(KEY) ?? navigator.language.slice(0, 2);
  await applyLanguage(languages.find((language) => language === chosen) ?? 'en');
}

/** Changes the language of all texts, dates and numbers, and keeps it for this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await applyLanguage(language);
}

/** The language in use. */
export function currentLanguage(): Language {
  return i18next.language === 'zh' ? 'zh' : 'en';
}

async function applyLanguage(language: Language): Promise<void> {
  if (language === 'zh' && !i18next.hasResourceBundle('zh', 'translation')) {
    const [{ zh }, { ruleHelp }] = await Promise.all([
      import('./zh.ts'),
      import('./zh/rule-help.ts'),
      import('dayjs/locale/zh-cn.js'),
    ]);
    i18next.addResourceBundle('zh', 'translation', { ...zh, ...ruleHelp });
  }
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

/**
 * All texts of an English file in another language. English has `…_one` and `…_other` where the number counts; a language
 * without a form of its own for one has `…_other` only.
 */
export type Translated<English> = { readonly [K in keyof English as K extends `${string}_one` ? never : K]: string };

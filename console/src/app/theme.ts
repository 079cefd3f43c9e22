import { createTheme } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';
import type { Text } from '../i18n/use-text.ts';

/** From the icon; white on shade 7 and shade 7 on white are readable (WCAG AA). */
const indigo: MantineColorsTuple = [
  '#eef2ff',
  '#dfe6fd',
  '#bccaf9',
  '#96adf5',
  '#7692f0',
  '#5b7cec',
  '#4868e4',
  '#3b5bdb',
  '#3049b8',
  '#273c97',
];

const dark: MantineColorsTuple = [
  '#d5d9e0',
  '#b3b9c4',
  '#979fad',
  '#6c7584',
  '#3a414c',
  '#2e343d',
  '#272c34',
  '#1b1e24',
  '#16191e',
  '#101216',
];

const SANS =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans', Ubuntu, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";
const MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace";

/** Controls of the usual size are 32 px high, as rows of a table are. */
const SMALL_HEIGHT = '32px';

const smallButton = (_theme: unknown, { size }: { readonly size?: unknown }) => ({
  root: size === 'sm' ? { '--button-height': SMALL_HEIGHT } : {},
});

const smallInput = (
  _theme: unknown,
  { size, multiline }: { readonly size?: unknown; readonly multiline?: unknown },
) => ({
  wrapper: size === 'sm' && multiline !== true ? { '--input-height': SMALL_HEIGHT } : {},
});

/** Calm and dense: small controls, one accent, system fonts. */
export const themeOf = (text: Text) =>
  createTheme({
    primaryColor: 'indigo',
    primaryShade: { light: 7, dark: 7 },
    colors: { indigo, dark },
    fontFamily: SANS,
    fontFamilyMonospace: MONO,
    fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
    defaultRadius: 6,
    headings: {
      fontWeight: '600',
      sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
    },
    cursorType: 'pointer',
    components: {
      Button: { defaultProps: { size: 'sm' }, vars: smallButton },
      Input: { vars: smallInput },
      TextInput: { defaultProps: { size: 'sm' } },
      PasswordInput: { defaultProps: { size: 'sm' } },
      Textarea: { defaultProps: { size: 'sm' } },
      Select: { defaultProps: { size: 'sm' } },
      Modal: {
        styles: { title: { fontWeight: 600 } },
        defaultProps: { radius: 10, overlayProps: { backgroundOpacity: 0.4 } },
      },
      Tooltip: {
        defaultProps: { openDelay: 300, withArrow: true, events: { hover: true, focus: true, touch: false } },
      },
      CloseButton: { defaultProps: { 'aria-label': text('form.close') } },
      Badge: { styles: { label: { textTransform: 'none', fontWeight: 600 } } },
      Menu: { defaultProps: { shadow: 'md', width: 220 } },
    },
  });

/** Mantine's grey and red texts are too pale for WCAG AA. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--mantine-radius-default': '6px' },
  light: {
    '--mantine-color-dimmed': '#5a6372',
    '--mantine-color-placeholder': '#697182',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-anchor': '#3049b8',
    '--mantine-color-default-border': '#dde1e8',
    '--mantine-color-red-light-color': '#b02525',
    '--mantine-color-teal-light-color': '#0b6b52',
    '--mantine-color-orange-light-color': '#a13f06',
    '--mantine-color-blue-light-color': '#1a5fa8',
    '--mantine-color-grape-light-color': '#86279a',
    '--mantine-color-gray-light-color': '#495057',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
  },
  dark: {
    '--mantine-color-dimmed': '#a1a9b6',
    '--mantine-color-placeholder': '#8d96a5',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#96adf5',
    '--mantine-color-default-border': '#343b46',
    '--mantine-color-indigo-light-color': '#bccaf9',
    '--mantine-color-indigo-light': '#252e4d',
    '--mantine-color-indigo-light-hover': '#2b3659',
    // As calm as indigo's: Mantine's are the strongest thing on a dark page.
    '--mantine-color-red-light': '#42242a',
    '--mantine-color-red-light-color': '#ffa8a8',
    '--mantine-color-orange-light': '#3f2c1d',
    '--mantine-color-orange-light-color': '#ffc078',
    '--mantine-color-teal-light': '#18372f',
    '--mantine-color-teal-light-color': '#7fe0bd',
    '--mantine-color-blue-light': '#1d3348',
    '--mantine-color-blue-light-color': '#a5d0ff',
    '--mantine-color-grape-light': '#392a42',
    '--mantine-color-grape-light-color': '#e0aaee',
    '--mantine-color-gray-light': '#2d323b',
    '--mantine-color-gray-light-color': '#c4cad4',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
  },
});

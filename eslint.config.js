import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const NO_EVAL = {
  selector: "CallExpression[callee.name='eval'], NewExpression[callee.name='Function']",
  message: 'Nothing is evaluated as code in the host process.',
};
/**
 * V8 makes such a function in its old space (ParserBase::CheckAssigningFunctionLiteralToProperty): what it refers to
 * then survives its request, and is moved about until the next full collection.
 */
const NO_OLD_FUNCTION = {
  selector: 'AssignmentExpression[left.type="MemberExpression"][right.type=/Function/]',
  message: 'Give the function to a variable first: assigned to a property, it keeps all it knows from dying young.',
};

/** Texts of the console are in `console/src/i18n/`. */
const NO_LITERAL_TEXT = {
  selector: 'JSXText[value=/[A-Za-z]/]',
  message: 'Texts are named: add the text to i18n/en and i18n/zh, and say text(key).',
};

export default tseslint.config(
  {
    ignores: [
      ...['bin/', '**/dist/', 'node_modules/', 'data/', 'scripts/', 'template/'],
      ...['eslint.config.js', '**/*.cjs', '**/*.d.ts'],
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'no-restricted-syntax': ['error', NO_EVAL, NO_OLD_FUNCTION],
    },
  },
  {
    files: ['console/src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.ts'],
    plugins: { 'react-hooks': reactHooks },
    languageOptions: { parserOptions: { project: './console/tsconfig.json' } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // What it warns of concerns React's compiler, which is not used.
      'react-hooks/incompatible-library': 'off',
      'no-restricted-syntax': ['error', NO_EVAL, NO_LITERAL_TEXT],
      // A function that is handed on may give what nobody reads.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ['console/src/**/*.test.ts'],
    ignores: ['console/src/designer/model/**'],
    languageOptions: { parserOptions: { project: './console/tsconfig.test.json' } },
  },
  {
    files: ['test/**', 'bench/**', 'console/src/**/*.test.ts'],
    rules: {
      'no-restricted-syntax': ['error', NO_EVAL],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // node:test's describe and it give promises that the runner awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
            },
          ],
        },
      ],
    },
  },
);

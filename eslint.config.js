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

export default tseslint.config(
  { ignores: ['bin/', 'dist/', 'node_modules/', 'data/', 'scripts/', 'eslint.config.js', '**/*.d.ts'] },
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
    files: ['test/**', 'bench/**'],
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

/**
 * What the code must look like. Boundaries between folders are errors, each with its reason.
 */
import js from '@eslint/js';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

/** Folders of src/, from those that import nothing to those that import the most. */
const LAYERS = [
  ['protocol', 'mathematics', 'pictures', 'theory'],
  ['engine', 'data', 'checkpoints'],
  ['model', 'runs'],
  ['evaluation', 'analysis', 'trainer', 'inspector'],
  ['cli'],
];

/** Folders of the extension host. */
const HOST = ['commands', 'panel', 'views'];

/** Host folders must stay light: the editor waits for them. */
const HEAVY = ['engine', 'model', 'trainer', 'inspector', 'evaluation', 'analysis', 'cli'];

const noEditor = {
  group: ['vscode'],
  message:
    'Only src/extension.ts and the host folders know the editor, so that everything else runs without one.',
};

function forbid(folders, message) {
  return { group: folders.map((folder) => `**/${folder}/**`), message };
}

function layerRules() {
  return LAYERS.map((folders, level) => {
    const above = [...LAYERS.slice(level + 1).flat(), ...HOST];
    const patterns = [
      noEditor,
      forbid(above, 'Imports run one way, from the folders that know less to those that know more.'),
    ];
    return {
      files: folders.map((folder) => `src/${folder}/**/*.ts`),
      rules: { 'no-restricted-imports': ['error', { patterns }] },
    };
  });
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'test/e2e/.cache/', 'media/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { jsdoc },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'max-params': ['error', { max: 5 }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'onnxruntime-node',
              allowTypeImports: true,
              message: 'Load it with runtime(), which first switches its telemetry off.',
            },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          contexts: [
            'TSInterfaceDeclaration',
            'TSTypeAliasDeclaration',
            'ExportNamedDeclaration > VariableDeclaration',
          ],
          require: { ClassDeclaration: true, FunctionDeclaration: true },
        },
      ],
    },
  },
  ...layerRules(),
  {
    files: HOST.map((folder) => `src/${folder}/**/*.ts`).concat('src/extension.ts'),
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            forbid(
              HEAVY,
              'The extension host must not load TF.js or ONNX Runtime: they live in child processes.',
            ),
          ],
        },
      ],
    },
  },
  {
    files: ['webview/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['vscode', 'node:*'], message: 'The panel runs in a browser.' },
            {
              group: ['**/src/!(protocol|theory|pictures|mathematics)/**'],
              message:
                'The panel knows the messages, the mathematics and the pictures, and nothing else of the host.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'jsdoc/require-jsdoc': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);

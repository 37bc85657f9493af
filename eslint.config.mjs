/**
 * What the code must look like. Boundaries between folders are errors, each with its reason.
 */
import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

/**
 * The rooms of src/, from the one that imports nothing to the one that may import all others. A room may
 * import those before it and itself; the order is total, so that there is one place for everything.
 */
const ROOMS = [
  'files',
  'numbers',
  'charts',
  'engine',
  'data',
  'model',
  'runs',
  'training',
  'heads',
  'answers',
  'theory',
  'experiments',
  'tasks',
  'processes',
  'cli',
  'host',
];

const noEditor = {
  group: ['vscode'],
  message: 'Only src/extension.ts and src/host know the editor, so that everything else runs without one.',
};

function forbid(rooms, message) {
  return { group: rooms.map((room) => `**/${room}/**`), message };
}

function restrict(...patterns) {
  return {
    'no-restricted-imports': ['error', { patterns: patterns.filter((pattern) => pattern.group.length > 0) }],
  };
}

function roomRules() {
  return ROOMS.map((room, floor) => {
    const above = ROOMS.slice(floor + 1).map((name) => `../${name}`);
    const message = `Imports run one way, down the rooms: ${ROOMS.join(', ')}.`;
    const group = above.flatMap((path) => [
      `${path}/**`,
      `../${path}/**`,
      `../../${path}/**`,
      `../../../${path}/**`,
    ]);
    const order = { group, message };
    return { files: [`src/${room}/**/*.ts`], rules: restrict(...(room === 'host' ? [] : [noEditor]), order) };
  });
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'test/e2e/.cache/', 'media/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { jsdoc, 'import-x': importX },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'tsconfig.json' })],
    },
    rules: {
      'import-x/no-cycle': 'error',
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
  ...roomRules(),
  {
    files: ['src/host/**/*.ts', 'src/extension.ts'],
    rules: {
      // `void` hides what goes wrong: work that nobody waits for goes through Problems.inBackground.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
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
            forbid(
              ['src/engine', 'src/data', 'src/training', 'src/cli', 'src/host'],
              'The panel knows the messages, the mathematics and the pictures, and nothing else of the host.',
            ),
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
    languageOptions: {
      globals: { process: 'readonly', Buffer: 'readonly', console: 'readonly', URL: 'readonly' },
    },
  },
);

/**
 * What the end-to-end tests need: a VS Code server from npm, Debian's chromium, and the packaged extension. They
 * are installed by `.ci/testRequirements.mjs`, which `npm test` runs first; here they are only looked for.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findProgram } from '../support/programs';
import { required } from '../support/required';

const ROOT = resolve(__dirname, '../..');
const CACHE = resolve(ROOT, 'test/e2e/.cache/vscode');
const SERVER = resolve(CACHE, 'node_modules/code-server/lib/vscode/out/server-main.js');
const EXTENSION = resolve(ROOT, `dist/vsix/attention-lab-linux-${process.arch}.vsix`);

/** Everything that is needed, by path. */
export interface Requirements {
  /** The script that starts the VS Code server. */
  readonly server: string;
  readonly chromium: string;
  readonly extension: string;
}

/** Finds everything; a sentence saying what is missing where something is. */
export function requirements(): Requirements | string {
  if (process.platform !== 'linux') return 'the end-to-end tests run on Linux only';
  const chromium = findProgram('chromium');
  const missing =
    chromium === undefined
      ? 'chromium is missing'
      : !existsSync(resolve(CACHE, '.complete'))
        ? 'the VS Code server is not installed'
        : !existsSync(EXTENSION)
          ? 'the extension is not packed'
          : undefined;
  const obstacle = required(missing && `${missing} (node .ci/testRequirements.mjs installs what tests need)`);
  return obstacle ?? { server: SERVER, chromium: chromium ?? '', extension: EXTENSION };
}

/**
 * What the end-to-end tests need: a VS Code server from npm, Debian's chromium and ripgrep, and the
 * packaged extension. Installs what is missing where it can; says why where it cannot.
 */
import { existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { attempt, findProgram, installPackages } from '../support/programs';

/** code-server carries the whole VS Code server; this version is VS Code 1.100. */
const SERVER_PACKAGE = 'code-server@4.100.3';
const ROOT = resolve(__dirname, '../..');
const CACHE = resolve(ROOT, 'test/e2e/.cache/vscode');
const VSCODE = resolve(CACHE, 'node_modules/code-server/lib/vscode');
const EXTENSION = resolve(ROOT, 'dist/vsix/attention-lab-linux-x64.vsix');

/** Everything that is needed, by path. */
export interface Requirements {
  /** The script that starts the VS Code server. */
  readonly server: string;
  readonly chromium: string;
  readonly extension: string;
}

/** Finds or installs everything; a sentence saying what is missing where that fails. */
export function requirements(): Requirements | string {
  if (process.platform !== 'linux') return 'the end-to-end tests run on Linux only';
  const missing = ['chromium', 'rg'].filter((program) => findProgram(program) === undefined);
  if (missing.length > 0) {
    const failed = installPackages(['chromium', 'ripgrep'], ROOT);
    if (failed !== undefined) return failed;
  }
  const [chromium, ripgrep] = [findProgram('chromium'), findProgram('rg')];
  if (chromium === undefined || ripgrep === undefined) return 'chromium or ripgrep is missing';
  const failed = installServer(ripgrep) ?? packExtension();
  if (failed !== undefined) return failed;
  return {
    server: resolve(VSCODE, 'out/server-main.js'),
    chromium,
    extension: EXTENSION,
  };
}

function installServer(ripgrep: string): string | undefined {
  const done = resolve(CACHE, '.complete');
  if (existsSync(done)) return undefined;
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(resolve(CACHE, 'package.json'), '{"private":true}');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const failed =
    attempt('installing the VS Code server', 'npm', ['install', ...quiet, SERVER_PACKAGE], CACHE) ??
    attempt('installing the VS Code server', 'npm', ['install', ...quiet, '--omit=dev'], VSCODE);
  if (failed !== undefined) return failed;
  const bin = resolve(VSCODE, 'node_modules/@vscode/ripgrep/bin');
  mkdirSync(bin, { recursive: true });
  link(ripgrep, resolve(bin, 'rg'));
  // The server looks for its packages under this name.
  link('node_modules', resolve(VSCODE, 'node_modules.asar'));
  writeFileSync(done, '');
  return undefined;
}

/** Packs the extension, unless that has been done since the last build. */
function packExtension(): string | undefined {
  const built = resolve(ROOT, 'dist/extension.js');
  if (existsSync(EXTENSION) && statSync(EXTENSION).mtimeMs > statSync(built).mtimeMs) return undefined;
  return attempt('packing the extension', process.execPath, ['.ci/package.mjs', 'linux-x64'], ROOT);
}

function link(target: string, path: string): void {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

/**
 * Installs what tests need beside npm's packages: Debian's chromium, ripgrep, strace and Slurm, the VS Code server from
 * npm, TensorFlow's libraries, and the packed extension. The one script that installs anything for tests; `npm test` runs it first.
 *
 * Where something cannot be had it says so in one line and goes on: the tests that need it then say that they
 * are skipped, and fail where CI is set.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBinding } from './tensorflow/build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Programs by the Debian package that brings them. */
const PROGRAMS = {
  ...{ chromium: 'chromium', rg: 'ripgrep', strace: 'strace' },
  // A real Slurm of two nodes, for test/integration/slurm.test.ts.
  ...{ munged: 'munge', slurmctld: 'slurmctld', slurmd: 'slurmd', sbatch: 'slurm-client' },
};

/** code-server carries the whole VS Code server; this version is VS Code 1.100. */
const SERVER_PACKAGE = 'code-server@4.100.3';
const cache = join(root, 'test/e2e/.cache/vscode');
const vscode = join(cache, 'node_modules/code-server/lib/vscode');

if (process.platform === 'linux') {
  installPrograms();
  installServer();
  packExtension();
  installTensorFlow();
}

function installPrograms() {
  const missing = Object.keys(PROGRAMS).filter((program) => find(program) === undefined);
  if (missing.length === 0) return;
  const packages = missing.map((program) => PROGRAMS[program]);
  const install = ['install', '-y', '-q', '--no-install-recommends', ...packages];
  const what = `installing ${packages.join(', ')}`;
  // A new machine has no list of packages yet, or an old one.
  if (run(what, 'apt-get', install) !== undefined && run('', 'apt-get', ['update', '-q']) === undefined)
    report(run(what, 'apt-get', install));
}

function installServer() {
  const done = join(cache, '.complete');
  const ripgrep = find('rg');
  if (existsSync(done) || ripgrep === undefined) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{"private":true}');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const failed =
    run('installing the VS Code server', 'npm', ['install', ...quiet, SERVER_PACKAGE], cache) ??
    run('installing the VS Code server', 'npm', ['install', ...quiet, '--omit=dev'], vscode);
  if (failed !== undefined) return report(failed);
  const bin = join(vscode, 'node_modules/@vscode/ripgrep/bin');
  mkdirSync(bin, { recursive: true });
  link(ripgrep, join(bin, 'rg'));
  // The server looks for its packages under this name.
  link('node_modules', join(vscode, 'node_modules.asar'));
  writeFileSync(done, '');
}

/**
 * The libraries of TensorFlow's package alone, and the binding to them. A package of 270 MB: where it takes longer than
 * a minute and a half, its tests are skipped.
 */
function installTensorFlow() {
  report(buildBinding(`linux-${process.arch}`, join(root, 'dist/tensorflow')));
  const folder = join(root, 'test/e2e/.cache/tensorflow');
  if (existsSync(join(folder, '.complete'))) return;
  mkdirSync(folder, { recursive: true });
  const name = process.arch === 'x64' ? 'tensorflow-cpu==2.21.0' : 'tensorflow==2.21.0';
  const quiet = ['--quiet', '--no-deps', '--only-binary=:all:', '--python-version=3.11', '--retries=1'];
  const download = ['-m', 'pip', 'download', ...quiet, '--dest', folder, name];
  const failed = run('downloading TensorFlow', 'python3', download, root, 90_000);
  if (failed !== undefined) return report(failed);
  const wheel = readdirSync(folder).find((file) => file.endsWith('.whl'));
  const unpack = ['-q', '-o', '-j', wheel, 'tensorflow/libtensorflow*.so.2'];
  const broken = run('unpacking TensorFlow', 'unzip', unpack, folder);
  rmSync(join(folder, wheel));
  if (broken !== undefined) return report(broken);
  writeFileSync(join(folder, '.complete'), '');
}

/** Packs the extension, unless that has been done since the last build. */
function packExtension() {
  const [built, packed] = ['dist/extension.js', `dist/vsix/attention-lab-linux-${process.arch}.vsix`];
  if (existsSync(join(root, packed)) && timeOf(packed) > timeOf(built)) return;
  report(run('packing the extension', process.execPath, ['.ci/package.mjs', `linux-${process.arch}`]));
}

function timeOf(path) {
  return statSync(join(root, path)).mtimeMs;
}

/** Runs a program to its end; a sentence saying what failed where it fails. */
function run(what, program, args, cwd = root, timeout = undefined) {
  try {
    execFileSync(program, args, { cwd, timeout, stdio: ['ignore', 'ignore', 'pipe'] });
    return undefined;
  } catch (error) {
    return `${what} failed: ${error instanceof Error ? error.message.trim().split('\n').at(-1) : error}`;
  }
}

function report(problem) {
  if (problem !== undefined) console.log(problem);
}

function find(program) {
  // Daemons lie where only root's path leads.
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

function link(target, path) {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

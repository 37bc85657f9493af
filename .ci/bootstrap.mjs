/**
 * Installs the packages when node_modules is missing or older than the lock file. Needs no package itself.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Attention Lab needs Node 20 or newer; this is ${process.version}.`);
  process.exit(1);
}

/** npm writes this file at the end of every installation. */
const installed = join(root, 'node_modules', '.package-lock.json');
const wanted = join(root, 'package-lock.json');
const fresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;

if (!fresh) {
  console.log('installing packages …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const options = { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' };
  execFileSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], options);
}

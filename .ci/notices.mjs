/**
 * The licences of everything that a VSIX ships and others wrote: packages whose code is in the bundles, and
 * those that lie beside them.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Microsoft's packages of ONNX Runtime name MIT in their manifest and carry no text of it. */
const MIT = `Copyright (c) HOLDER

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Google's packages name Apache's licence and carry no text of it. */
const APACHE = readFileSync(new URL('Apache-2.0.txt', import.meta.url), 'utf8').trim();

/**
 * @param inputs Paths of all files that went into the bundles, as esbuild's metafile names them.
 * @param shipped Folders of packages that are shipped as they are.
 * @returns One text: name, version, home and licence of each package, in the order of their names.
 * @throws Error when a package names no licence.
 */
export function notices(root, inputs, shipped) {
  const bundled = inputs.flatMap((input) => packageFolder(join(root, input)) ?? []);
  const found = new Map();
  for (const folder of [...bundled, ...shipped]) {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    found.set(`${manifest.name} ${manifest.version}`, noticeOf(folder, manifest));
  }
  const sorted = [...found].sort(([a], [b]) => a.localeCompare(b));
  const head = 'Attention Lab contains the work of others, under these licences.\n';
  return [head, ...sorted.map(([title, text]) => `${'-'.repeat(80)}\n${title}\n\n${text}\n`)].join('\n');
}

/** The folder of the package that a file belongs to; undefined for files of our own. */
function packageFolder(file) {
  if (!/[\\/]node_modules[\\/]/.test(file)) return undefined;
  let folder = dirname(file);
  while (!isPackage(folder)) folder = dirname(folder);
  return folder;
}

function isPackage(folder) {
  const path = join(folder, 'package.json');
  return existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).version !== undefined;
}

function noticeOf(folder, manifest) {
  const home = manifest.homepage ?? manifest.repository?.url ?? manifest.repository ?? '';
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|thirdpartynotices)/i.test(name));
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8').trim());
  if (texts.length > 0) return [home, ...texts].join('\n\n');
  if (manifest.license === 'MIT')
    return [home, 'MIT', MIT.replace('HOLDER', holderOf(manifest))].join('\n\n');
  if (manifest.license === 'Apache-2.0')
    return [home, `Copyright ${holderOf(manifest)}`, APACHE].join('\n\n');
  if (typeof manifest.license === 'string') return [home, `Licence: ${manifest.license}`].join('\n\n');
  throw new Error(`${folder} names no licence; it cannot be shipped.`);
}

function holderOf({ author, name }) {
  const holder = typeof author === 'string' ? author : author?.name;
  return holder ?? `the authors of ${name}`;
}

/**
 * Packs one VSIX for each platform, with that platform's runtime only. Needs no network.
 *
 * Usage: node .ci/package.mjs [platform …]; all platforms when none is named. They land in dist/vsix/.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notices } from './notices.mjs';
import { bindingSources, buildBinding } from './tensorflow/build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Which folders of ONNX Runtime's package serve a platform, in the words of the editor's marketplace. */
const PLATFORMS = {
  'linux-x64': ['linux', 'x64'],
  'linux-arm64': ['linux', 'arm64'],
  'darwin-arm64': ['darwin', 'arm64'],
  // ONNX Runtime has dropped Intel Macs: there the extension computes with TensorFlow.js.
  'darwin-x64': undefined,
  'win32-x64': ['win32', 'x64'],
  'win32-arm64': ['win32', 'arm64'],
};

/** What the runtime's JavaScript needs of its package, besides the binaries. */
const RUNTIME_FILES = ['package.json', 'README.md'];

/** Parts of the manifest that only development needs; everything is bundled, so nothing depends on anything. */
const DEVELOPMENT = ['private', 'bin', 'scripts', 'dependencies', 'devDependencies', 'optionalDependencies'];

const wanted = process.argv.slice(2);
const unknown = wanted.find((platform) => !(platform in PLATFORMS));
if (unknown) {
  console.error(`Unknown platform '${unknown}'. There are: ${Object.keys(PLATFORMS).join(', ')}.`);
  process.exit(1);
}

const output = join(root, 'dist', 'vsix');
mkdirSync(output, { recursive: true });
const bundles = join(output, 'bundles');
execFileSync(process.execPath, ['esbuild.mjs', '--production', `--outdir=${bundles}`], {
  cwd: root,
  stdio: 'inherit',
});
const { inputs } = JSON.parse(readFileSync(join(bundles, 'metafile.json'), 'utf8'));
rmSync(join(bundles, 'metafile.json'));
for (const platform of wanted.length > 0 ? wanted : Object.keys(PLATFORMS)) pack(platform);
rmSync(bundles, { recursive: true });

function pack(platform) {
  const stage = join(output, platform);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const name of ['package.nls.json', 'CHANGELOG.md', 'LICENSE', '.vscodeignore', 'media'])
    cpSync(join(root, name), join(stage, name), { recursive: true });
  writeFileSync(join(stage, 'README.md'), shippedReadme());
  cpSync(bundles, join(stage, 'dist'), { recursive: true });
  writeFileSync(join(stage, 'package.json'), JSON.stringify(shippedManifest(), null, 2));
  const runtime = PLATFORMS[platform]
    ? copyRuntime(join(stage, 'dist', 'node_modules'), PLATFORMS[platform])
    : [];
  const shipped = [...runtime, ...addTensorFlow(platform, join(stage, 'dist', 'tensorflow'))];
  writeFileSync(join(stage, 'THIRD-PARTY-NOTICES.txt'), notices(root, Object.keys(inputs), shipped));
  const file = join(output, `${manifest.name}-${platform}.vsix`);
  const vsce = join(dirname(require.resolve('@vscode/vsce/package.json')), 'vsce');
  const options = [
    '--no-dependencies',
    '--no-rewrite-relative-links',
    '--allow-missing-repository',
    '--skip-license',
  ];
  execFileSync(process.execPath, [vsce, 'package', '--target', platform, '--out', file, ...options], {
    cwd: stage,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(stage, { recursive: true });
  console.log(`${file}  ${(statSync(file).size / 1e6).toFixed(1)} MB`);
}

/** Without what is for a clone, and without what the editor's page of an extension cannot follow: files of ours. */
function shippedReadme() {
  return readFileSync(join(root, 'README.md'), 'utf8')
    .replaceAll(/<!-- of a clone -->.*?<!-- end -->\n*/gs, '')
    .replaceAll(/^!\[[^\n]*\n\n|^<p>\n.*?<\/p>\n\n/gms, '')
    .replaceAll(/\[([^\]]*)\]\((?!https:)[^)]*\)/g, '$1');
}

function shippedManifest() {
  return Object.fromEntries(Object.entries(manifest).filter(([name]) => !DEVELOPMENT.includes(name)));
}

/** Copies the runtime; returns the folders of the packages that it comes from. */
function copyRuntime(modules, folders) {
  const runtime = dirname(dirname(require.resolve('onnxruntime-node')));
  const common = dirname(dirname(dirname(require.resolve('onnxruntime-common', { paths: [runtime] }))));
  const target = join(modules, 'onnxruntime-node');
  for (const name of RUNTIME_FILES) cpSync(join(runtime, name), join(target, name), { force: true });
  cpSync(join(runtime, 'dist'), join(target, 'dist'), { recursive: true, filter: withoutMaps });
  const binaries = join('bin', 'napi-v6', ...folders);
  cpSync(join(runtime, binaries), join(target, binaries), { recursive: true });
  const commonTarget = join(modules, 'onnxruntime-common');
  cpSync(join(common, 'package.json'), join(commonTarget, 'package.json'));
  cpSync(join(common, 'dist', 'cjs'), join(commonTarget, 'dist', 'cjs'), {
    recursive: true,
    filter: withoutMaps,
  });
  return [runtime, common];
}

/** Adds the binding to TensorFlow where it can be built; returns the folders of what it is built from. */
function addTensorFlow(platform, folder) {
  const problem = buildBinding(platform, folder);
  if (problem === undefined) return bindingSources;
  console.log(`${platform}: without the devices tfjs-cuda and tfjs-node: ${problem}.`);
  rmSync(folder, { recursive: true });
  return [];
}

function withoutMaps(path) {
  return !path.endsWith('.map') && !path.endsWith('.d.ts');
}

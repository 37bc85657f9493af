/**
 * Builds TensorFlow.js's unmodified binding to TensorFlow, from its package's sources and the headers of TensorFlow's
 * C interface that lie here (version 2.21; the interface is stable, the oldest that has all symbols is 2.15).
 *
 * TensorFlow itself is not needed: empty libraries of its names stand in for it, so that one small binary serves
 * whatever TensorFlow a person has. Needs a C++ compiler, and no network.
 *
 * Usage: node .ci/tensorflow/build.mjs: for this machine, into dist/tensorflow.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const require = createRequire(import.meta.url);

const packageFolder = dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));

/** What the binding is built from, for the notices of licences. */
export const bindingSources = [packageFolder, join(here, 'include')];

/** Platforms that get the device, in the words of the marketplace, with the GNU names of their compilers. */
const COMPILERS = { 'linux-x64': 'x86_64-linux-gnu', 'linux-arm64': 'aarch64-linux-gnu' };

/** What TensorFlow's wheels call their libraries. */
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

const BINARIES = ['tfjs_binding.node', 'library.node'];

/**
 * Builds for a platform and puts the binaries into a folder; takes them from the cache where they are as new as their
 * sources.
 *
 * @returns Why there is no binding for it; undefined when there is one.
 */
export function buildBinding(platform, folder) {
  const compiler = compilerFor(platform);
  if (compiler.missing) return compiler.missing;
  const cache = join(root, 'node_modules/.cache/tensorflow-binding', platform);
  if (!isFresh(cache)) compile(compiler.prefix, cache);
  mkdirSync(folder, { recursive: true });
  for (const name of BINARIES) copyFileSync(join(cache, name), join(folder, name));
  return undefined;
}

function compilerFor(platform) {
  const triple = COMPILERS[platform];
  if (triple === undefined) return { missing: `TensorFlow's binding is not built for ${platform}` };
  const prefix = platform === `linux-${process.arch}` ? '' : `${triple}-`;
  try {
    for (const name of ['gcc', 'g++']) execFileSync(`${prefix}${name}`, ['--version'], { stdio: 'ignore' });
    return { prefix };
  } catch {
    return { missing: `${prefix}g++ is not installed, by which TensorFlow's binding is built` };
  }
}

function isFresh(cache) {
  const sources = [join(here, 'build.mjs'), join(here, 'library.c'), join(packageFolder, 'package.json')];
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  return BINARIES.every((name) => {
    const path = join(cache, name);
    return existsSync(path) && statSync(path).mtimeMs > newest;
  });
}

function compile(prefix, target) {
  mkdirSync(target, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'binding-'));
  const node = require('node-api-headers').include_dir;
  const shared = ['-O2', '-s', '-shared', '-fPIC', '-DNAPI_VERSION=8', `-I${node}`];
  const run = (program, args) => execFileSync(`${prefix}${program}`, args, { cwd: work, stdio: 'inherit' });
  try {
    writeFileSync(join(work, 'empty.c'), '');
    for (const name of LIBRARIES) run('gcc', ['-shared', `-Wl,-soname,${name}`, '-o', name, 'empty.c']);
    const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) =>
      join(packageFolder, 'binding', name),
    );
    const headers = [join(here, 'include'), packageFolder].map((path) => `-I${path}`);
    const linked = ['-Wl,--no-as-needed', ...LIBRARIES];
    const binding = ['-std=c++17', ...headers, ...sources, ...linked];
    run('g++', [...shared, ...binding, '-o', join(target, 'tfjs_binding.node')]);
    // Bound to no version of the C library, as that of `dlopen` differs between systems.
    const library = ['-nostdlib', join(here, 'library.c')];
    run('gcc', [...shared, ...library, '-o', join(target, 'library.node')]);
  } finally {
    rmSync(work, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problem = buildBinding(`linux-${process.arch}`, join(root, 'dist/tensorflow'));
  if (problem !== undefined) {
    console.error(`${problem}.`);
    process.exitCode = 1;
  }
}

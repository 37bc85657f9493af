/**
 * Bundles everything into dist/. Native packages stay outside and are loaded from node_modules.
 *
 * `--watch` builds again on every change; `--production` minifies and leaves out what only development
 * needs; `--outdir=` names another folder.
 */
import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { build, context } from 'esbuild';

const production = process.argv.includes('--production');
const external = ['vscode', 'playwright-core', 'onnxruntime-node'];

/** What only development needs. */
const DEVELOPMENT = {
  parity: 'test/parity/main.ts',
  againstPyTorch: 'test/bench/againstPyTorch.ts',
  benchOpen: 'test/bench/openModels.ts',
  roundTrip: 'test/python/roundTrip.ts',
  'test/torture': 'test/bench/torture.ts',
  'test/steered': 'test/bench/steered.ts',
  'test/fuzz': 'test/bench/fuzz.ts',
  locks: 'test/bench/locks.ts',
  tensors: 'test/bench/tensors.ts',
  'test/runsView': 'test/bench/runsView.ts',
  'test/manyRuns': 'test/bench/manyRuns.ts',
  'test/sweeps': 'test/bench/sweeps.ts',
  'test/timelines': 'test/bench/timelines.ts',
  'test/realText': 'test/bench/realText.ts',
  'test/circuits': 'test/bench/circuits.ts',
  hostTests: 'test/host/main.ts',
  'test/screenshots': 'test/e2e/screenshots.ts',
  'test/figures': 'test/e2e/figures.ts',
  'test/lesson': 'test/e2e/lessonPicture.ts',
};

const shared = {
  outdir:
    process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist',
  bundle: true,
  minify: production,
  sourcemap: !production,
  logLevel: 'warning',
};

/** Programs for Node: the extension, its child processes, the command line, the development tools. */
const node = {
  ...shared,
  entryPoints: {
    extension: 'src/extension.ts',
    inspector: 'src/processes/inspector/main.ts',
    cli: 'src/cli.ts',
    ...(production ? {} : DEVELOPMENT),
  },
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // TF.js's entry for Node leaves its gradients out; its modules have them.
  mainFields: ['module', 'main'],
  external,
};

/** TF.js's kernels on TensorFlow. They are old code, which extends the classes of old code only: that in `main`. */
const tensorflow = {
  ...node,
  entryPoints: { 'tensorflow/backend': 'src/engine/tensorflow/backend.ts' },
  mainFields: ['main'],
  // They want no more of TF.js than its core.
  alias: { '@tensorflow/tfjs': '@tensorflow/tfjs-core' },
};

/** The panel and the table of runs, for the browser inside the editor. */
const panel = {
  ...shared,
  entryPoints: [
    { in: 'webview/main.ts', out: 'panel' },
    { in: 'webview/panel.css', out: 'panel' },
    { in: 'webview/runs/main.ts', out: 'runsTable' },
    { in: 'webview/runs/runsTable.css', out: 'runsTable' },
  ],
  platform: 'browser',
  target: 'chrome120',
  format: 'iife',
};

/**
 * What a bundle must never hold. The linter sees one import at a time; this sees all that they bring along.
 */
const FORBIDDEN = [
  {
    bundle: 'extension.js',
    inputs:
      /@tensorflow|onnxruntime|src\/engine\/(?!devices\/deviceReport|tensorflow\/(environment|setUpReport))|src\/cli\//,
    reason: 'The extension host must not load TF.js or ONNX Runtime: they live in child processes.',
  },
  {
    bundle: 'panel.js',
    inputs: /@tensorflow|onnxruntime|src\/(engine|host|cli)\//,
    reason: 'The panel knows the messages, the mathematics and the pictures, and nothing else of the host.',
  },
];

function checkBundles({ outputs }) {
  for (const [path, { inputs }] of Object.entries(outputs)) {
    const rule = FORBIDDEN.find(({ bundle }) => path.endsWith(`/${bundle}`));
    const wrong = Object.keys(inputs).filter(
      (input) => rule?.inputs.test(input) && inputs[input].bytesInOutput > 0,
    );
    if (wrong.length > 0) throw new Error(`${path} holds ${wrong.join(', ')}. ${rule.reason}`);
  }
}

/**
 * Writes the JSON schema of experiment files, by which the editor completes and checks them, from the form by
 * which they are read.
 */
async function writeExperimentSchema() {
  const form = {
    entryPoints: ['src/experiments/experimentForm.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  };
  const { outputFiles } = await build(form);
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { experimentForm } = await import(`data:text/javascript;base64,${code}`);
  // What is read may be shorter than what comes of it: one seed instead of a list of them.
  const schema = toJsonSchema(experimentForm, { typeMode: 'input' });
  writeFileSync(join(shared.outdir, 'experiment.schema.json'), `${JSON.stringify(schema, undefined, 2)}\n`);
}

const inputs = {};
for (const options of [node, tensorflow, panel]) {
  if (process.argv.includes('--watch')) {
    await (await context(options)).watch();
    continue;
  }
  const { metafile } = await build({ ...options, metafile: true });
  checkBundles(metafile);
  Object.assign(inputs, metafile.inputs);
}
// Packing lists the licences of what went in.
if (production) writeFileSync(join(shared.outdir, 'metafile.json'), JSON.stringify({ inputs }));
await writeExperimentSchema();

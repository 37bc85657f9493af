/**
 * Bundles everything into dist/. Native packages stay outside and are loaded from node_modules.
 */
import { build } from 'esbuild';

const external = ['vscode', 'onnxruntime-node', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'];

/** Programs for Node: the command line and the development tools that need the product's own code. */
await build({
  entryPoints: {
    cli: 'src/cli.ts',
    parity: 'test/parity/main.ts',
    againstPyTorch: 'test/bench/againstPyTorch.ts',
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // TF.js's entry for Node leaves its gradients out; its modules have them.
  mainFields: ['module', 'main'],
  sourcemap: true,
  external,
  logLevel: 'warning',
});

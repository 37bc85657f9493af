/**
 * `npm run parity -- DIR`: one line a model and engine, exit code 1 when one differs too much.
 */
import { openDevice } from '../../src/engine/devices/openDevice';
import { compare, referenceNames } from './parity';

async function main(): Promise<number> {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    console.error('usage: npm run parity -- DIR    (a folder with NAME.json and NAME.weights.safetensors …)');
    return 2;
  }
  let failures = 0;
  for (const device of ['onnx-cpu', 'tfjs-js']) {
    const engine = openDevice(device);
    for (const name of await referenceNames(folder)) {
      const report = await compare(folder, name, engine);
      const figures = (['logits', 'attention', 'gradients', 'steps'] as const).map(
        (key) => `${key} ${report[key].toExponential(1)}`,
      );
      console.log(
        [name.padEnd(12), device.padEnd(9), ...figures, report.passed ? 'passed' : 'FAILED'].join('  '),
      );
      if (!report.passed) failures++;
    }
    await engine.dispose();
  }
  return failures === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);

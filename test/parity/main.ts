/**
 * `npm run parity -- DIR`: one line a model and device, exit code 1 when one differs too much.
 *
 * DIR holds either PyTorch's numbers for the models that are trained here, or open checkpoints with the numbers
 * of transformers; which, is told by what lies in it.
 * `--device D` (again for more) names the device to compare, in place of the processor's two.
 */
import { parseArgs } from 'node:util';
import type { Engine } from '../../src/engine/engine';
import { openDevice } from '../../src/engine/devices/openDevice';
import { compareOpenModel, openModelNames } from './openModels';
import { compare, referenceNames } from './parity';

/** A line for people, and whether all is near enough. */
interface Line {
  readonly words: readonly string[];
  readonly passed: boolean;
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { device: { type: 'string', multiple: true, default: ['onnx-cpu', 'tfjs-js'] } },
  });
  const [folder] = positionals;
  if (folder === undefined) {
    console.error(
      'usage: npm run parity -- DIR [--device D]    (DIR: a folder with NAME.json and NAME.weights.safetensors …, or with ' +
        'checkpoint folders that hold reference.json and reference.safetensors)',
    );
    return 2;
  }
  const [own, open] = [await referenceNames(folder), await openModelNames(folder)];
  if (own.length + open.length === 0) throw new Error(`${folder} holds no reference numbers.`);
  let failures = 0;
  for (const device of values.device) {
    const engine = openDevice(device);
    const say = ({ words, passed }: Line) => {
      console.log([...words, passed ? 'passed' : 'FAILED'].join('  '));
      if (!passed) failures++;
    };
    for (const name of own) say(await ownLine(folder, name, engine));
    for (const name of open) say(await openLine(folder, name, engine));
    await engine.dispose();
  }
  return failures === 0 ? 0 : 1;
}

async function ownLine(folder: string, name: string, engine: Engine): Promise<Line> {
  const report = await compare(folder, name, engine);
  const figures = (['logits', 'attention', 'gradients', 'steps'] as const).map(
    (key) => `${key} ${report[key].toExponential(1)}`,
  );
  return { words: [name.padEnd(12), engine.device.padEnd(11), ...figures], passed: report.passed };
}

async function openLine(folder: string, name: string, engine: Engine): Promise<Line> {
  const report = await compareOpenModel(folder, name, engine);
  const figures = (['logits', 'attention', 'silenced'] as const).map(
    (key) => `${key} ${report[key].toExponential(1)}`,
  );
  const texts = (['tokens', 'greedy'] as const).map((key) =>
    report[key] === 0 ? `${key} equal` : `${key} differ in ${report[key]} texts`,
  );
  const rounded = report.rotary === 'float32' ? [] : [`(rotary frequencies in ${report.rotary})`];
  const words = [name.padEnd(12), engine.device.padEnd(11), ...texts, ...figures, ...rounded];
  return { words, passed: report.passed };
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

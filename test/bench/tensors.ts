/**
 * Whether tensors grow in number or in bytes while a small model is trained: `node dist/tensors.js DEVICE STEPS`
 * prints TF.js's own count after the tenth step and after the last, as JSON.
 */
import { openDevice } from '../../src/engine/devices/openDevice';
import { tf } from '../../src/engine/tf';
import { RATES, batchOf, learnerOn } from '../support/smallLearner';

async function main(): Promise<void> {
  const [device = 'tfjs-js', steps = '1000'] = process.argv.slice(2);
  const learner = learnerOn(openDevice(device));
  const counts = [];
  for (let step = 1; step <= Number(steps); step++) {
    await learner.step(batchOf(4), RATES, step);
    if (step === 10 || step === Number(steps)) counts.push(count(step));
  }
  console.log(JSON.stringify(counts));
}

function count(step: number) {
  const { numTensors, numBytes } = tf.memory();
  return { step, tensors: numTensors, bytes: numBytes, resident: process.memoryUsage.rss() };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

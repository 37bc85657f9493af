/**
 * `npm run bench:gpu`: all that is to be known of a machine with a GPU, in one call: what was found, PyTorch's numbers
 * on every device that runs, training steps of two models beside PyTorch on the same card, and the whole study.
 *
 * `npm run bench:gpu -- --steps-only` leaves the study out. What a device cannot do is said, and the rest goes on.
 * PyTorch is that of $PYTHON, else of python3; the study's files lie in ../shared, where there are any.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const shared = join(root, '..', 'shared');
const python = process.env.PYTHON ?? 'python3';

/** The study's model, and one that fills a large GPU. */
const MODELS = [
  { layers: 4, width: 256 },
  { layers: 12, width: 768 },
];
const BATCHES = [16, 128];
const LENGTH = 127;
const STEPS = 20;

function heading(words) {
  console.log(`\n== ${words}`);
}

/** Runs one of our programs where all can see it. */
function ours(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, 'dist', script), ...args], { stdio: 'inherit' });
  if (status !== 0) console.log(`(${script} ${args.join(' ')} ended with ${status})`);
}

function runningDevices() {
  const { stdout } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'devices', '--json'], {
    encoding: 'utf8',
  });
  const running = JSON.parse(stdout).filter(({ available, id }) => available && id !== 'tfjs-js');
  return running.sort((a, b) => b.tokensPerSecond - a.tokensPerSecond);
}

/** Seconds of steps in PyTorch; why there are none where there are none. */
async function pytorch(device, mode, { layers, width }, rows) {
  const env = { ...process.env, DEVICE: device, MODE: mode, LAYERS: String(layers), WIDTH: String(width) };
  const args = [join(root, 'test/bench/pytorch.py'), rows, LENGTH, 255, 8].map(String);
  const child = spawn(python, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let [printed, complaint] = ['', ''];
  child.stdout.on('data', (data) => (printed += data));
  child.stderr.on('data', (data) => (complaint += data));
  // The first steps compile and fill caches.
  child.stdin.end(`steps 5\nsteps ${STEPS}\n`);
  const ended = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  await ended;
  const seconds = (printed.trim().split('\n')[2] ?? '')
    .split(' ')
    .map(Number)
    .sort((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)];
  const why = complaint.trim().split('\n').at(-1) || 'it did not start';
  console.log(
    `PyTorch ${device} ${mode.padEnd(9)} batch ${rows} × ${LENGTH}: ` +
      (median > 0 ? `${Math.round((rows * LENGTH) / median)} tokens/s` : `does not run: ${why}`),
  );
}

heading('what was found');
ours('cli.js', 'tensorflow');
ours('cli.js', 'devices');
const devices = runningDevices();

heading('PyTorch’s numbers');
for (const { id } of devices)
  if (existsSync(join(shared, 'parity'))) ours('parity.js', join(shared, 'parity'), '--device', id);

for (const model of MODELS) {
  heading(`a training step of ${model.layers} layers × ${model.width}`);
  for (const { id } of devices) {
    console.log(id);
    ours('cli.js', 'bench', '--device', id, '--layers', `${model.layers}`, '--width', `${model.width}`);
  }
  const device = devices.some(({ gpu }) => gpu) ? 'cuda' : 'cpu';
  for (const rows of BATCHES)
    for (const mode of ['eager', 'bf16', 'compiled']) await pytorch(device, mode, model, rows);
}

if (!process.argv.includes('--steps-only') && existsSync(join(shared, 'a5'))) {
  for (const { id } of devices.filter(({ gpu }) => gpu)) {
    heading(`the study on ${id}`);
    const out = mkdtempSync(join(tmpdir(), `study-${id}-`));
    const start = performance.now();
    ours('cli.js', 'study', '--data', join(shared, 'a5'), '--preset', 'fast', '--device', id, '--out', out);
    console.log(`${((performance.now() - start) / 60_000).toFixed(1)} min; the report lies in ${out}`);
  }
}

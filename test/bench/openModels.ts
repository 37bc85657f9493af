/**
 * `npm run bench:open`: what it takes to open and look into a model of the size of GPT-2 small (124 million random
 * numbers, made on the spot): seconds, and the most memory.
 *
 * The measuring happens in a process of its own, whose memory is not that of the making. Seconds of all processors
 * are told beside those of the clock: on a busy machine only they can be compared.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevice, processorDevice } from '../../src/engine/devices/openDevice';
import { elementCount } from '../../src/engine/tensors';
import { HeadPrograms } from '../../src/heads/headPrograms';
import { openHuggingFace } from '../../src/model/checkpoints/huggingFace';
import { AttentionReader } from '../../src/model/attentionMaps';
import { Continuer } from '../../src/model/continuation';
import { gpt2 } from '../../src/model/families/gpt2';
import { BYTE_CHARACTERS } from '../../src/data/tokens/tokenBytes';
import { assembleModel } from '../../src/model/transformer';

const CONFIG = {
  model_type: 'gpt2',
  vocab_size: 50_257,
  n_positions: 1024,
  n_embd: 768,
  n_layer: 12,
  n_head: 12,
};

const LINE = 128;

async function main(): Promise<void> {
  const [folder] = process.argv.slice(2);
  if (folder !== undefined) {
    await measure(folder);
    return;
  }
  const made = await mkdtemp(join(tmpdir(), 'attention-lab-gpt2-'));
  try {
    await makeModel(made);
    const child = fork(process.argv[1] ?? '', [made], { stdio: 'inherit' });
    await once(child, 'close');
    process.exitCode = child.exitCode ?? 1;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

async function makeModel(folder: string): Promise<void> {
  const { parameters } = assembleModel(gpt2.architecture(CONFIG, 'float32'));
  const vocab: Record<string, number> = Object.fromEntries(BYTE_CHARACTERS.map((name, id) => [name, id]));
  for (let id = BYTE_CHARACTERS.length; id < CONFIG.vocab_size; id++) vocab[`token${id}`] = id;
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const tokenizer = {
    version: '1.0',
    added_tokens: [],
    pre_tokenizer: byteLevel,
    decoder: byteLevel,
    model: { type: 'BPE', vocab, merges: [] },
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(CONFIG));
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const [name, { shape }] of Object.entries(parameters)) {
    const start = end;
    end += 4 * elementCount(shape);
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = await open(join(folder, 'model.safetensors'), 'w');
  await file.writeFile(length);
  await file.writeFile(text);
  for (const { shape, initial } of Object.values(parameters)) {
    await writeNumbers(file, elementCount(shape), initial === 'ones' ? 1 : 0);
  }
  await file.close();
}

/** Numbers around a middle, from a multiplicative congruence: their quality does not matter here. */
async function writeNumbers(file: FileHandle, count: number, middle: number): Promise<void> {
  const numbers = new Float32Array(count);
  let state = count | 1;
  for (let at = 0; at < count; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    numbers[at] = middle + state / 2 ** 36;
  }
  await file.writeFile(new Uint8Array(numbers.buffer));
}

async function measure(folder: string): Promise<void> {
  const engine = openDevice(processorDevice());
  const say = (what: string, figure: string) => {
    console.log(`${what.padEnd(52)} ${figure}`);
  };
  const timed = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
    const [start, before] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    const [wall, cpu] = [(performance.now() - start) / 1000, (user + system) / 1e6];
    say(what, `${wall.toFixed(2)} s, ${cpu.toFixed(2)} s of processors`);
    return result;
  };
  const opened = await timed('open', () => openHuggingFace(engine, folder));
  const { model, tokens, asking, store } = opened;
  const weights = Object.values(model.parameters).reduce(
    (sum, { shape }) => sum + 4 * elementCount(shape),
    0,
  );
  say('weights', `${(weights / 1e6).toFixed(0)} MB`);
  const peak = (when: string) => {
    const most = process.resourceUsage().maxRSS * 1024;
    say(`most memory ${when}`, `${(most / 1e6).toFixed(0)} MB, ${(most / weights).toFixed(2)} × weights`);
  };
  peak('after opening');
  const line = Array.from({ length: LINE }, (_, at) => (at * 7919) % CONFIG.vocab_size);
  const reader = new AttentionReader(engine, model);
  await timed(`maps of ${LINE} tokens, all ${12 * 12} heads, the first time`, () => reader.maps(store, line));
  await timed('the same again', () => reader.maps(store, line));
  await reader.dispose();
  const continuer = new Continuer(engine, opened);
  await timed('one token behind 100, the first time', () =>
    continuer.continue(line.slice(0, 100), { tokens: 1 }),
  );
  await timed('10 more tokens', () => continuer.continue(line.slice(0, 100), { tokens: 10 }));
  await continuer.dispose();
  peak('so far');
  const { everyHeadSilencer: silencer } = new HeadPrograms(engine, model, tokens, asking);
  await timed(`${12 * 12} heads silenced, ${LINE} tokens, the first time`, () =>
    silencer.silence(store, line),
  );
  await timed('the same again', () => silencer.silence(store, line));
  await silencer.dispose();
  peak('in all');
  await engine.dispose();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

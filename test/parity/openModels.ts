/**
 * Compares open models with the numbers of Hugging Face's transformers: token ids, logits, attention maps,
 * logits with one head silenced, greedy continuations.
 *
 * Each folder holds a checkpoint, `reference.json` (texts with their ids and continuations, the silenced head)
 * and `reference.safetensors`: for text N, `N.logits`, `N.attention.LAYER`, `N.silenced.logits`.
 *
 * References of 16-bit checkpoints may come from a model that was converted as a whole, by which PyTorch rounds
 * the rotary frequencies as well; loading the checkpoint, as everybody does, leaves them exact. So such a
 * reference may fit either, and the report says which.
 */
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Engine } from '../../src/engine/engine';
import { type HostTensor, type HostTensors, hostTensor } from '../../src/engine/tensors';
import { tf } from '../../src/engine/tf';
import { openHuggingFace } from '../../src/model/checkpoints/huggingFace';
import { readTensorFile } from '../../src/model/checkpoints/safetensors';
import type { RotaryPrecision } from '../../src/model/families/rotary';
import { Continuer } from '../../src/model/continuation';
import type { OpenedModel } from '../../src/model/openedModel';
import { difference, greater } from './differences';

const ids = v.array(v.number());

const reference = v.object({
  texts: v.array(v.object({ text: v.string(), ids, greedy: v.optional(ids) })),
  silenced: v.optional(v.object({ block: v.number(), head: v.number() })),
  storage: v.optional(v.string()),
});

type Reference = v.InferOutput<typeof reference>;

/** The largest differences of one model on one engine. */
export interface OpenModelReport {
  readonly name: string;
  readonly device: string;
  /** Texts whose token ids are not equal. */
  readonly tokens: number;
  /** Largest absolute difference of a logit. */
  readonly logits: number;
  /** Largest absolute difference of an attention weight. */
  readonly attention: number;
  /** Largest absolute difference of a logit with the named head silenced. */
  readonly silenced: number;
  /** Texts whose greedy continuations are not equal. */
  readonly greedy: number;
  /** How exact the reference's rotary frequencies are. */
  readonly rotary: RotaryPrecision;
  readonly passed: boolean;
}

/** What may differ at most; float32 sums in another order differ by some 1e-6. */
const LIMIT = 1e-4;

/** The names of the folders in `folder` that hold a checkpoint with its reference. */
export async function openModelNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder);
  return entries.filter((entry) => existsSync(join(folder, entry, 'reference.json'))).sort();
}

/** What `.to(dtype)` would have rounded to, by what `storage` calls it. */
const ROUNDED: Readonly<Record<string, RotaryPrecision>> = { bf16: 'bfloat16', f16: 'float16' };

/** Compares one model on one engine. */
export async function compareOpenModel(
  folder: string,
  name: string,
  engine: Engine,
): Promise<OpenModelReport> {
  const path = join(folder, name);
  const told = v.parse(reference, JSON.parse(await readFile(join(path, 'reference.json'), 'utf8')));
  const exact = await compareWith(path, told, engine, 'float32');
  const rounded = ROUNDED[told.storage ?? ''];
  if (exact.passed || !rounded) return { name, ...exact };
  const other = await compareWith(path, told, engine, rounded);
  return { name, ...(other.passed ? other : exact) };
}

async function compareWith(
  path: string,
  { texts, silenced }: Reference,
  engine: Engine,
  rotary: RotaryPrecision,
): Promise<Omit<OpenModelReport, 'name'>> {
  const { tensors: theirs } = await readTensorFile(join(path, 'reference.safetensors'));
  const open = await openHuggingFace(engine, path, { rotaryPrecision: rotary });
  const continuer = new Continuer(engine, open);
  const report = {
    device: engine.device,
    rotary,
    tokens: 0,
    logits: 0,
    attention: 0,
    silenced: 0,
    greedy: 0,
  };
  for (const [index, { text, ids: wanted, greedy }] of texts.entries()) {
    report.tokens += Number(!equal(open.tokens.encode(text), wanted));
    const ours = await passes(engine, open, wanted, silenced);
    const differ = (key: string) => difference(theirs[`${index}.${key}`], ours[key]);
    report.logits = greater(report.logits, differ('logits'));
    if (silenced) report.silenced = greater(report.silenced, differ('silenced.logits'));
    open.model.blockNames.forEach((_, layer) => {
      report.attention = greater(report.attention, differ(`attention.${layer}`));
    });
    if (!greedy) continue;
    const { tokens } = await continuer.continue(wanted, { tokens: greedy.length });
    report.greedy += Number(!equal(tokens, greedy));
  }
  await continuer.dispose();
  open.store.dispose();
  return { ...report, passed: withinLimits(report) };
}

function withinLimits(report: Omit<OpenModelReport, 'passed' | 'name'>): boolean {
  const near = [report.logits, report.attention, report.silenced].every((value) => value <= LIMIT);
  return near && report.tokens === 0 && report.greedy === 0;
}

async function passes(
  engine: Engine,
  { model, store }: OpenedModel,
  ids: readonly number[],
  silenced: Reference['silenced'],
): Promise<HostTensors> {
  const tokens = hostTensor([1, ids.length], Int32Array.from(ids));
  const program = await engine.compile(
    (inputs, state) => {
      // Sound: the signature says that it is a matrix.
      const row = inputs['tokens'] as tf.Tensor2D;
      const { logits, maps } = model.forward(row, state);
      const silent = model.forward(row, state, {
        changeHeads: (heads, block) => {
          if (block !== silenced?.block) return heads;
          const speaking = Array.from({ length: model.config.heads }, (_, head) =>
            Number(head !== silenced.head),
          );
          return tf.mul(heads, tf.tensor4d(speaking, [1, speaking.length, 1, 1]));
        },
      });
      const named = model.blockNames.map((block, layer) => [`attention.${layer}`, maps[block]] as const);
      return {
        outputs: {
          logits,
          'silenced.logits': silent.logits,
          ...Object.fromEntries(named.flatMap(([key, map]) => (map ? [[key, map] as const] : []))),
        },
      };
    },
    {
      inputs: { tokens: { shape: tokens.shape, type: 'int32' } },
      state: Object.keys(model.parameters),
    },
    store,
  );
  const results: Readonly<Record<string, HostTensor>> = await program.run(store, { tokens });
  await program.dispose();
  return results;
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

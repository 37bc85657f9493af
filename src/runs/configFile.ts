/**
 * Reading and writing `config.json`.
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { modelConfig } from '../model/modelConfig';
import { writeAtomically } from '../files/writeAtomically';
import { parseJson } from '../files/parseJson';
import { RUN_FORMAT_VERSION, type RunConfig } from './runConfig';
import { UserError } from '../files/userError';
import type { RunFolder } from './runFolder';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const natural = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const positive = v.pipe(v.number(), v.finite(), v.minValue(0));

const fileReference = v.object({ path: v.string(), bytes: natural, sha256: v.string() });

const training = v.pipe(
  v.object({
    optimizer: v.object({
      kind: v.picklist(['adamw', 'muon']),
      learningRate: positive,
      matrixLearningRate: positive,
      beta1: share,
      beta2: share,
      epsilon: positive,
      weightDecay: positive,
      clipNorm: positive,
    }),
    schedule: v.object({
      warmupTokens: natural,
      decayTokens: natural,
      floor: share,
      afterDecay: v.picklist(['rise', 'hold']),
    }),
    steps: count,
    batchRows: count,
    microBatchRows: count,
    evaluateEvery: count,
    checkpointEvery: count,
  }),
  v.check(
    ({ batchRows, microBatchRows }) => batchRows % microBatchRows === 0,
    'batchRows is not a multiple of microBatchRows',
  ),
);

const runConfig = v.object({
  version: v.literal(RUN_FORMAT_VERSION),
  task: v.picklist(['pretrain', 'finetune']),
  created: v.string(),
  preset: v.string(),
  seed: natural,
  device: v.string(),
  model: modelConfig,
  training,
  corpus: v.exactOptional(fileReference),
  prompts: v.exactOptional(v.object({ questions: fileReference, share })),
  questions: v.exactOptional(fileReference),
  heldOut: v.exactOptional(fileReference),
  from: v.exactOptional(v.string()),
}) satisfies v.GenericSchema<unknown, RunConfig>;

/** Writes a run's configuration. */
export async function writeConfig(folder: RunFolder, config: RunConfig): Promise<void> {
  await writeAtomically(folder.config, [`${JSON.stringify(config, undefined, 2)}\n`]);
}

/**
 * Reads a run's configuration.
 *
 * @throws UserError when there is none, it is malformed, or another version of the product wrote it.
 */
export async function readConfig(folder: RunFolder): Promise<RunConfig> {
  const text = await readFile(folder.config, 'utf8').catch((error: unknown) => {
    throw new UserError(`${folder.path} is not a run folder: it has no readable config.json.`, {
      cause: error,
    });
  });
  return checkConfig(folder.config, parseJson(folder.config, text));
}

/** Validates a configuration; `where` is named in the message. */
export function checkConfig(where: string, value: unknown): RunConfig {
  const version = v.safeParse(v.object({ version: v.number() }), value);
  if (version.success && version.output.version !== RUN_FORMAT_VERSION) {
    throw new UserError(
      `${where} was written in format ${version.output.version}; this version of Attention Lab reads format ` +
        `${RUN_FORMAT_VERSION}. Train the run again, or open it with the version that made it.`,
    );
  }
  const result = v.safeParse(runConfig, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UserError(`${where} is not valid at '${v.getDotPath(issue) ?? 'its top'}': ${issue.message}.`);
}

/**
 * Presets: complete settings of model and training by name.
 */
import type { ModelConfig } from '../model/modelConfig';
import type { OptimizerConfig, RunConfig, ScheduleConfig, Task, TrainingConfig } from '../runs/runConfig';

/** The presets' names. */
export const PRESETS = ['study', 'fast', 'quick'] as const;

/** One of {@link PRESETS}. */
export type Preset = (typeof PRESETS)[number];

/** Whether a text is the name of a preset. */
export function isPreset(text: string): text is Preset {
  return PRESETS.some((preset) => preset === text);
}

/** The model that a preset trains, but for what the data decides. */
export function presetModel(preset: Preset, variant: string): Omit<ModelConfig, 'vocabularySize'> {
  const common = { variant, contextLength: 128, bottleneck: 32, latents: 'prefix' as const };
  switch (preset) {
    case 'study':
      return { ...common, layers: 4, heads: 8, width: 256, dropout: 0.1, upMlpRatio: 6 };
    case 'fast':
      return { ...common, layers: 4, heads: 8, width: 256, dropout: 0, upMlpRatio: 6, latents: 'strided' };
    case 'quick':
      return { ...common, layers: 3, heads: 4, width: 128, dropout: 0, upMlpRatio: 4, latents: 'strided' };
  }
}

/** What the length of training depends on. */
export interface TrainingSize {
  readonly task: Task;
  /** Examples in an epoch. */
  readonly examples: number;
  /** Documents in the pretraining corpus, when known: the study's cosine is measured in them. */
  readonly documents: number;
  readonly contextLength: number;
  /** Whether finetuning starts from a pretrained model. */
  readonly pretrained: boolean;
  /** Whether pretraining asks questions too; then finetuning has little left to teach. */
  readonly prompted?: boolean;
  /** What pretraining predicts. */
  readonly objective?: RunConfig['objective'] | undefined;
  /** Overrides the number of updates. */
  readonly steps?: number;
  /** Overrides the rows in a batch. */
  readonly batchRows?: number;
}

/** The training that a preset prescribes. */
export function presetTraining(preset: Preset, size: TrainingSize): TrainingConfig {
  switch (preset) {
    case 'study':
      return studyTraining(size);
    case 'fast':
      return fastTraining(size);
    case 'quick':
      return quickTraining(size);
  }
}

const ADAMW: Omit<OptimizerConfig, 'learningRate' | 'kind' | 'matrixLearningRate'> = {
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 1,
};

/** The published schedule (`study.md`): epochs, batches and rates as CS224N's assignment gives them. */
function studyTraining({
  task,
  examples,
  documents,
  contextLength,
  pretrained,
  steps,
}: TrainingSize): TrainingConfig {
  const pretraining = task === 'pretrain';
  const batchRows = pretraining ? 128 : 256;
  const epochs = pretraining ? 650 : pretrained ? 10 : 75;
  const learningRate = pretraining ? 6e-3 : 6e-4;
  return complete({
    optimizer: { ...ADAMW, kind: 'adamw', learningRate, matrixLearningRate: learningRate },
    schedule: {
      warmupTokens: 512 * 20,
      decayTokens: 200 * documents * contextLength,
      floor: 0.1,
      afterDecay: 'rise',
    },
    steps: steps ?? epochs * Math.ceil(examples / batchRows),
    batchRows,
    microBatchRows: rowsAtOnce(batchRows, contextLength),
    randomRows: true,
  });
}

/**
 * Muon learns four times as much from a step as AdamW. With prompts 18 epochs suffice, and finetuning is
 * one gentle epoch: with more, or with higher rates, the model learns its questions by rote and forgets. Names want
 * to be met some forty times each.
 */
function fastTraining(size: TrainingSize): TrainingConfig {
  const { task, pretrained, prompted = false, objective } = size;
  if (task === 'pretrain') {
    const epochs = objective === 'names' ? 52 : prompted ? 18 : 40;
    return muonTraining(size, { epochs, batchRows: 64, rate: 3e-3, matrixRate: 0.02 });
  }
  if (prompted) return muonTraining(size, { epochs: 1, batchRows: 64, rate: 3e-4, matrixRate: 1.5e-3 });
  return muonTraining(size, { epochs: pretrained ? 4 : 12, batchRows: 32, rate: 1e-3, matrixRate: 5e-3 });
}

function quickTraining(size: TrainingSize): TrainingConfig {
  const { task, pretrained } = size;
  if (task === 'pretrain')
    return muonTraining(size, { epochs: 22, batchRows: 32, rate: 3e-3, matrixRate: 0.02 });
  return muonTraining(size, { epochs: pretrained ? 10 : 30, batchRows: 32, rate: 1e-3, matrixRate: 5e-3 });
}

interface MuonTraining {
  readonly epochs: number;
  readonly batchRows: number;
  readonly rate: number;
  readonly matrixRate: number;
}

function muonTraining(size: TrainingSize, preset: MuonTraining): TrainingConfig {
  const { examples, contextLength } = size;
  const { epochs, rate, matrixRate } = preset;
  const batchRows = size.batchRows ?? preset.batchRows;
  const steps = size.steps ?? epochs * Math.ceil(examples / preset.batchRows);
  return complete({
    optimizer: { ...ADAMW, kind: 'muon', learningRate: rate, matrixLearningRate: matrixRate },
    schedule: wholeRun(steps, batchRows, contextLength),
    steps,
    batchRows,
    microBatchRows: rowsAtOnce(batchRows, contextLength),
  });
}

/** More tokens at once take more memory and no less time: 32 rows of the usual 128. */
const MOST_TOKENS_AT_ONCE = 32 * 128;

/** The most rows that fit and divide a batch; all of them where only a few at once would divide it. */
function rowsAtOnce(batchRows: number, contextLength: number): number {
  const most = Math.max(1, Math.floor(MOST_TOKENS_AT_ONCE / contextLength));
  for (let rows = Math.min(batchRows, most); rows > most / 8; rows--) if (batchRows % rows === 0) return rows;
  return batchRows;
}

/** Warms up over a fiftieth of the run and reaches the floor at its end. */
function wholeRun(steps: number, batchRows: number, contextLength: number): ScheduleConfig {
  const tokens = steps * batchRows * (contextLength - 1);
  return { warmupTokens: Math.round(tokens / 50), decayTokens: tokens, floor: 0.05, afterDecay: 'hold' };
}

/** Evaluations and checkpoints in a run. */
const CHECKPOINTS = 40;

/** From so many rows on it pays to compile twice as many programs, for half the padding. */
const MANY_ROWS = 100_000;

/** Lengths of rows in such runs are multiples of this. */
const FINE_LENGTH_STEP = 4;

function complete(training: Omit<TrainingConfig, 'evaluateEvery' | 'checkpointEvery'>): TrainingConfig {
  const every = Math.max(1, Math.round(training.steps / CHECKPOINTS));
  const fine = training.steps * training.batchRows >= MANY_ROWS;
  return {
    ...training,
    ...(fine ? { lengthStep: FINE_LENGTH_STEP } : {}),
    evaluateEvery: every,
    checkpointEvery: every,
  };
}

/**
 * A run's `config.json`: everything that is needed to repeat it.
 */
import type { FileReference } from '../files/fileReference';
import type { ModelConfig } from '../model/modelConfig';

/** Increased whenever a field changes its meaning. */
export const RUN_FORMAT_VERSION = 1;

/** What is learned: a corpus by span corruption, or questions with their answers. */
export type Task = 'pretrain' | 'finetune';

/** How the learning rate goes on once the cosine has reached its floor. */
type AfterDecay =
  /** The published recipe's trap: the cosine turns round and the rate rises again. */
  | 'rise'
  /** Stays at the floor. */
  | 'hold';

/** How parameters are changed. */
export interface OptimizerConfig {
  readonly kind: 'adamw' | 'muon';
  /** AdamW's rate; with Muon, that of all but the matrices inside the blocks. */
  readonly learningRate: number;
  /** Muon's own rate, for the matrices inside the blocks. */
  readonly matrixLearningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** The greatest norm of all gradients together. */
  readonly clipNorm: number;
}

/** The course of the learning rate, as the study counts it: in tokens, padding included. */
export interface ScheduleConfig {
  /** The rate rises linearly over the first so many tokens. */
  readonly warmupTokens: number;
  /** The cosine reaches its floor after so many tokens. */
  readonly decayTokens: number;
  /** The floor, as a share of the full rate. */
  readonly floor: number;
  readonly afterDecay: AfterDecay;
}

/** Questions that pretraining asks documents about themselves; see `data/prompts.ts`. */
interface PromptConfig {
  /** Whose wording and answers are used. */
  readonly questions: FileReference;
  /** Share of the examples that are prompts, 0 to 1. */
  readonly share: number;
}

/** How long and on what batches. */
export interface TrainingConfig {
  readonly optimizer: OptimizerConfig;
  readonly schedule: ScheduleConfig;
  /** Updates of the parameters. */
  readonly steps: number;
  /** Rows in a batch. */
  readonly batchRows: number;
  /** Rows that are computed at once. */
  readonly microBatchRows: number;
  /** Steps between two evaluations on the held-out sample. */
  readonly evaluateEvery: number;
  /** Steps between two checkpoints. */
  readonly checkpointEvery: number;
}

/** See the header. */
export interface RunConfig {
  readonly version: typeof RUN_FORMAT_VERSION;
  readonly task: Task;
  /** When the run was made, ISO 8601. */
  readonly created: string;
  readonly preset: string;
  readonly seed: number;
  /** The device that was asked for; `auto` takes the fastest. */
  readonly device: string;
  readonly model: ModelConfig;
  readonly training: TrainingConfig;
  /** Pretraining's corpus; in finetuning from nothing, only the source of the vocabulary. */
  readonly corpus?: FileReference;
  /** Pretraining only: questions to mix in. */
  readonly prompts?: PromptConfig;
  /** Finetuning's questions. */
  readonly questions?: FileReference;
  /** Questions that are asked during the run but never learned. */
  readonly heldOut?: FileReference;
  /** The run folder whose weights finetuning starts from. */
  readonly from?: string;
}

/** What a run is doing. */
export type RunState = 'starting' | 'running' | 'stopped' | 'done' | 'failed';

/** A run's `status.json`, replaced every second or so. */
export interface RunStatus {
  readonly state: RunState;
  readonly step: number;
  readonly steps: number;
  /** The trainer's process id and computer. */
  readonly process: number;
  readonly host: string;
  /** When this was written, ISO 8601; a running trainer that is late has died. */
  readonly heartbeat: string;
  /** The device that is used. */
  readonly device: string;
  readonly secondsElapsed: number;
  readonly secondsLeft?: number;
  readonly loss?: number;
  readonly exactMatch?: number;
  /** Why it failed or stopped, and what to do. */
  readonly message?: string;
}

/**
 * The README of an exported model: what it learned from, how, and how well it does.
 */
import { basename } from 'node:path';
import type { Checkpoint } from '../model/checkpoints/checkpoint';
import { elementCount } from '../engine/tensors';
import type { RunConfig, RunStatus } from './runConfig';
import { matchWord, tokenWord } from './runWords';

/** What is known of a run. */
export interface CardFacts {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly config: RunConfig;
  /** What the run is doing, if it says so. */
  readonly status: RunStatus | undefined;
}

/** The card, in the form of the Hugging Face Hub: a head in YAML, then Markdown. */
export function modelCard({ name, checkpoint, config, status }: CardFacts): string {
  const { model, progress, merges } = checkpoint;
  const level = merges ? 'A' : 'A character-level';
  const parameters = Object.values(checkpoint.tensors).reduce(
    (sum, { shape }) => sum + elementCount(shape),
    0,
  );
  const lines = [
    '---',
    'library_name: transformers',
    'pipeline_tag: text-generation',
    `tags: [attention-lab${merges ? '' : ', character-level'}]`,
    '---',
    '',
    `# ${name}`,
    '',
    `${level} transformer (${model.variant}: ${model.layers} layers of ${model.heads} heads, width ${model.width}, ` +
      `context ${model.contextLength}), trained with Attention Lab.`,
    '',
    '## Data',
    '',
    ...dataLines(config),
    `- vocabulary: ${model.vocabularySize} tokens (${merges ? `bytes and ${merges.length} pairs of them` : 'characters'}), with padding □ and mask ⁇`,
    '',
    '## Recipe',
    '',
    `- task: ${config.task}, preset ${config.preset}, seed ${config.seed}`,
    `- ${config.training.optimizer.kind}, learning rate ${config.training.optimizer.learningRate}, ` +
      `weight decay ${config.training.optimizer.weightDecay}, batches of ${config.training.batchRows} rows`,
    `- ${progress.step} updates, ${progress.tokens} tokens, ${Math.round(progress.seconds)} seconds`,
    ...(config.from === undefined ? [] : [`- finetuned from the run ${basename(config.from)}`]),
    '',
    '## Figures',
    '',
    `- parameters: ${parameters}`,
    ...figureLines(status, config),
    '',
    '## Use',
    '',
    'A question is written as `question⁇`; the answer ends with another `⁇`, which is the end-of-text token.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function dataLines({ corpus, questions, prompts }: RunConfig): readonly string[] {
  const file = (what: string, reference: RunConfig['corpus']) =>
    reference ? [`- ${what}: ${basename(reference.path)} (SHA-256 ${reference.sha256})`] : [];
  return [
    ...file('corpus', corpus),
    ...file('questions', questions),
    ...file('questions asked in pretraining', prompts?.questions),
  ];
}

function figureLines(status: RunStatus | undefined, config: RunConfig): readonly string[] {
  const { loss, exactMatch, step } = status ?? {};
  const matches = {
    'exact match': 'held-out questions answered exactly',
    'spans right': 'spans of learned documents put back exactly',
  };
  return [
    ...(loss === undefined
      ? []
      : [`- training loss: ${loss.toFixed(4)} nats a ${tokenWord(config)} (step ${step})`]),
    ...(exactMatch === undefined
      ? []
      : [`- ${matches[matchWord(config)]}: ${(100 * exactMatch).toFixed(1)} %`]),
  ];
}

/**
 * Answers questions about models: it keeps them open, and takes up newer weights of the same model
 * without compiling anything again.
 */
import { stat } from 'node:fs/promises';
import { AttentionReader } from '../../model/attentionMaps';
import { KeyReader } from '../../theory/headKeys';
import { modelQuantities } from '../../theory/modelQuantities';
import { scoresOfMaps } from '../../heads/scores/mapScores';
import { nameIn } from '../../heads/texts';
import { type Checkpoint, readCheckpoint } from '../../model/checkpoints/checkpoint';
import { MASK_TOKEN } from '../../data/vocabulary';
import type { Engine } from '../../engine/engine';
import { type Answer, Answerer } from '../../model/answers';
import { type OpenModel, openCheckpoint, parametersOf } from '../../model/openModel';
import type { AttentionMap } from '../../model/attentionMap';
import type { Handlers } from '../calls';
import type { InspectorCalls, Look, LookedAt } from '../inspectorCalls';
import type { BlockMaps } from '../panelMessages';
import { UserError } from '../../files/userError';

/** Models kept open at once. */
const MOST_OPEN = 3;

interface Shelved {
  readonly open: OpenModel;
  readonly reader: AttentionReader;
  readonly keys: KeyReader;
  readonly answerer: Answerer;
  /** Which file, as of when, the weights are from. */
  from: string;
  step: number;
}

interface Looked {
  readonly shelved: Shelved;
  readonly tokens: readonly number[];
  readonly mask: number;
  readonly answer: Answer | undefined;
  readonly maps: readonly AttentionMap[];
}

/** See the header. */
export class Inspector {
  /** What answers the inspector's calls. */
  readonly handlers: Pick<Handlers<InspectorCalls>, 'maps' | 'head' | 'quantities'> = {
    maps: (look) => this.maps(look),
    head: (look) => this.head(look),
    quantities: (look) => this.quantities(look),
  };
  private readonly shelf = new Map<string, Shelved>();
  private last: { readonly key: string; readonly looked: Looked } | undefined;

  constructor(private readonly engine: Engine) {}

  private async maps(look: Look): Promise<LookedAt> {
    const { shelved, tokens, mask, answer, maps } = await this.look(look);
    const { vocabulary, model } = shelved.open;
    const name = look.wording && look.question ? nameIn(look.text, look.wording, vocabulary) : undefined;
    const shown = maps[0]?.queries === tokens.length ? tokens : tokens.slice(0, longestSide(maps));
    return {
      step: shelved.step,
      characters: shown.map((token) => vocabulary.decode([token])),
      mask: mask < shown.length ? mask : -1,
      ...(answer
        ? { answer: { text: vocabulary.decode(answer.tokens), probability: Math.exp(answer.logProbability) } }
        : {}),
      blocks: maps.map(quantised),
      scores: scoresOfMaps(maps, model.blockNames, {
        tokens: shown,
        mask: mask >= 0 && mask < shown.length ? mask : undefined,
        name,
      }),
    };
  }

  private async head({ head, ...look }: InspectorCalls['head']['request']) {
    const { maps } = await this.look(look);
    const map = maps.find(({ block }) => block === head.block);
    if (!map || head.head < 0 || head.head >= map.heads) throw new UserError('The model has no such head.');
    const size = map.queries * map.keys;
    const weights = map.weights.slice(head.head * size, (head.head + 1) * size);
    return { queries: map.queries, keys: map.keys, weights };
  }

  private async quantities(look: Look) {
    const { shelved, tokens, maps } = await this.look(look);
    const keys = await shelved.keys.keys(tokens);
    return { step: shelved.step, heads: modelQuantities(maps, keys) };
  }

  private async look(look: Look): Promise<Looked> {
    const shelved = await this.model(look.checkpoint);
    const key = JSON.stringify([shelved.from, look.text, look.question, look.unanswered]);
    if (this.last?.key === key) return this.last.looked;
    const encoded = shelved.open.vocabulary.encode(look.text);
    const answer =
      look.question && look.unanswered !== true ? (await shelved.answerer.answer([encoded]))[0] : undefined;
    const tokens = look.question ? [...encoded, MASK_TOKEN, ...(answer?.tokens ?? [])] : encoded;
    const mask = look.question ? encoded.length : -1;
    const looked = { shelved, tokens, mask, answer, maps: await shelved.reader.maps(tokens) };
    this.last = { key, looked };
    return looked;
  }

  private async model(path: string): Promise<Shelved> {
    const { mtimeMs, size } = await stat(path).catch((error: unknown) => {
      throw new UserError('The run has no weights yet. They come with its first step.', { cause: error });
    });
    const from = `${path} ${mtimeMs} ${size}`;
    const checkpoint = await this.unlessCurrent(from, path);
    if ('open' in checkpoint) return checkpoint;
    const key = JSON.stringify([checkpoint.model, checkpoint.characters]);
    const known = this.shelf.get(key);
    const shelved = known ? refreshed(known, checkpoint) : await this.open(checkpoint);
    shelved.from = from;
    shelved.step = checkpoint.progress.step;
    // Re-inserted, so that the first is the one not used for longest.
    this.shelf.delete(key);
    this.shelf.set(key, shelved);
    this.drop();
    return shelved;
  }

  private async unlessCurrent(from: string, path: string): Promise<Shelved | Checkpoint> {
    for (const shelved of this.shelf.values()) if (shelved.from === from) return shelved;
    return readCheckpoint(path);
  }

  private async open(checkpoint: Checkpoint): Promise<Shelved> {
    const open = await openCheckpoint(this.engine, checkpoint);
    const reader = new AttentionReader(this.engine, open);
    const keys = new KeyReader(this.engine, open);
    const answerer = new Answerer(this.engine, open.model, open.store, { rows: 1 });
    return { open, reader, keys, answerer, from: '', step: 0 };
  }

  private drop(): void {
    const [oldest] = this.shelf;
    if (!oldest || this.shelf.size <= MOST_OPEN) return;
    oldest[1].open.store.dispose();
    this.shelf.delete(oldest[0]);
  }
}

function refreshed(shelved: Shelved, checkpoint: Checkpoint): Shelved {
  const { store, model } = shelved.open;
  const weights = parametersOf(model.parameters, checkpoint.tensors);
  for (const [name, tensor] of Object.entries(weights)) store.write(name, tensor);
  return shelved;
}

function longestSide(maps: readonly AttentionMap[]): number {
  return maps.reduce((longest, { queries, keys }) => Math.max(longest, queries, keys), 0);
}

function quantised({ block, sides, heads, queries, keys, weights }: AttentionMap): BlockMaps {
  const shades = new Uint8Array(weights.length);
  // Not `Uint8Array.from` with a function: it took longer than the model did.
  for (let index = 0; index < weights.length; index++)
    shades[index] = Math.round(255 * (weights[index] ?? 0));
  return { block, ...(sides ? { sides } : {}), heads, queries, keys, shades };
}

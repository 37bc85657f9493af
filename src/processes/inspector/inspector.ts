/**
 * Answers the host's questions about one text and one model: maps, single heads, the theory's quantities.
 */
import { modelQuantities } from '../../theory/modelQuantities';
import { scoresOfMaps } from '../../heads/scores/mapScores';
import { nameIn } from '../../heads/texts';
import { unknownInText } from '../../heads/unknownCharacters';
import { MASK_TOKEN } from '../../data/vocabulary';
import type { Engine } from '../../engine/engine';
import type { Answer } from '../../model/answers';
import { longestRow } from '../../model/rowRunner';
import type { AttentionMap } from '../../model/attentionMap';
import type { Handlers } from '../calls';
import type { InspectorCalls, TextRequest, MapsResponse } from '../inspectorCalls';
import type { BlockMaps } from '../panelMessages';
import { UserError } from '../../files/userError';
import { type OpenedModel, OpenedModels } from './openedModels';

/** The maps of one text, and whose they are. */
interface TextMaps {
  readonly tokens: readonly number[];
  readonly mask: number;
  readonly answer: Answer | undefined;
  readonly maps: readonly AttentionMap[];
}

/** The inspector’s answers about one text and one model. Its calls must come one after the other. */
export class Inspector {
  /** What answers the inspector's calls. */
  readonly handlers: Pick<Handlers<InspectorCalls>, 'maps' | 'head' | 'quantities'> = {
    maps: (request) => this.maps(request),
    head: (request) => this.head(request),
    quantities: (request) => this.quantities(request),
  };
  private readonly models: OpenedModels;
  private last: { readonly key: string; readonly maps: TextMaps } | undefined;

  constructor(engine: Engine) {
    this.models = new OpenedModels(engine);
  }

  /** Closes all models. */
  dispose(): Promise<void> {
    return this.models.dispose();
  }

  private async maps(request: TextRequest): Promise<MapsResponse> {
    const opened = await this.models.of(request.checkpoint);
    const { tokens, mask, answer, maps } = await this.mapsOf(opened, request);
    const { vocabulary, model } = opened.open;
    const { text, wording, question } = request;
    const name = wording && question ? nameIn(text, wording, { vocabulary }) : undefined;
    const shown = tokens.slice(0, longestRow(model));
    return {
      step: opened.step,
      characters: shown.map((token) => vocabulary.decode([token])),
      mask: mask < shown.length ? mask : -1,
      ...(answer
        ? { answer: { text: vocabulary.decode(answer.tokens), probability: Math.exp(answer.logProbability) } }
        : {}),
      blocks: maps.map(quantised),
      warnings: [unknownInText(text, vocabulary) ?? []].flat(),
      scores: scoresOfMaps(maps, model, {
        tokens: shown,
        mask: mask >= 0 && mask < shown.length ? mask : undefined,
        name,
      }),
    };
  }

  private async head({ head, ...request }: InspectorCalls['head']['request']) {
    const { maps } = await this.mapsOf(await this.models.of(request.checkpoint), request);
    const map = maps.find(({ block }) => block === head.block);
    if (!map || head.head < 0 || head.head >= map.heads) throw new UserError('The model has no such head.');
    const size = map.queries * map.keys;
    const weights = map.weights.slice(head.head * size, (head.head + 1) * size);
    return { queries: map.queries, keys: map.keys, weights };
  }

  private async quantities(request: TextRequest) {
    const opened = await this.models.of(request.checkpoint);
    const { tokens, maps } = await this.mapsOf(opened, request);
    const keys = await opened.keys.keys(opened.open.store, tokens);
    return { step: opened.step, heads: modelQuantities(maps, keys) };
  }

  private async mapsOf(opened: OpenedModel, { text, question, unanswered }: TextRequest): Promise<TextMaps> {
    const key = JSON.stringify([opened.from, text, question, unanswered]);
    if (this.last?.key === key) return this.last.maps;
    const { open, reader } = opened;
    const encoded = open.vocabulary.encode(text);
    const [answer] = question && unanswered !== true ? await opened.answerer.answer([encoded]) : [];
    const tokens = question ? [...encoded, MASK_TOKEN, ...(answer?.tokens ?? [])] : encoded;
    const maps = {
      tokens,
      answer,
      mask: question ? encoded.length : -1,
      maps: await reader.maps(open.store, tokens),
    };
    this.last = { key, maps };
    return maps;
  }
}

function quantised({ block, sides, heads, queries, keys, weights }: AttentionMap): BlockMaps {
  const shades = new Uint8Array(weights.length);
  // Not `Uint8Array.from` with a function: it took longer than the model did.
  for (let index = 0; index < weights.length; index++)
    shades[index] = Math.round(255 * (weights[index] ?? 0));
  return { block, ...(sides ? { sides } : {}), heads, queries, keys, shades };
}

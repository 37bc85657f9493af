/**
 * Answers the host's questions about one text and one model: maps, single heads, the theory's quantities.
 */
import { modelQuantities } from '../../theory/modelQuantities';
import { scoresOfMaps } from '../../heads/scores/mapScores';
import { nameIn } from '../../heads/texts';
import { unknownInText } from '../../heads/unknownCharacters';
import { wholeNumber } from '../../numbers/formats';
import type { Engine } from '../../engine/engine';
import { longestRow } from '../../model/rowRunner';
import type { AttentionMap } from '../../model/attentionMap';
import { type Tokens, readableTokens, tokenText } from '../../data/tokens/tokens';
import type { Handlers } from '../calls';
import type { InspectorCalls, TextRequest } from '../inspectorCalls';
import type { BlockMaps, MapsResponse, ModelAnswer } from '../panelMessages';
import { UserError } from '../../files/userError';
import { type InspectedModel, type Said, factsOf } from './inspectedModel';
import { OpenedModels } from './openedModels';
import { OtherModels } from './otherModels';

/** The maps of one text, and whose they are. */
interface TextMaps {
  readonly tokens: readonly number[];
  /** How many of them the model was given. */
  readonly asked: number;
  readonly mask: number;
  readonly said: Said | undefined;
  readonly maps: readonly AttentionMap[];
}

/** The inspector’s answers about one text and one model. Its calls must come one after the other. */
export class Inspector {
  /** What answers the inspector's calls. */
  readonly handlers: Pick<Handlers<InspectorCalls>, 'open' | 'maps' | 'head' | 'quantities'> = {
    open: ({ checkpoint, open }) =>
      this.others.use(checkpoint, open, ({ inspected }) => Promise.resolve(factsOf(inspected))),
    maps: (request) => this.using(request, (opened) => this.maps(opened, request)),
    head: (request) => this.using(request, (opened) => this.head(opened, request)),
    quantities: (request) => this.using(request, (opened) => this.quantities(opened, request)),
  };
  private readonly models: OpenedModels;
  private last: { readonly key: string; readonly maps: TextMaps } | undefined;

  /** @param others Holds the model that was opened by its path; whoever made it closes it. */
  constructor(
    engine: Engine,
    private readonly others = new OtherModels(engine),
  ) {
    this.models = new OpenedModels(engine);
  }

  /** Closes all models of runs. */
  dispose(): Promise<void> {
    return this.models.dispose();
  }

  private async using<Result>(
    { checkpoint, open }: TextRequest,
    work: (opened: InspectedModel) => Promise<Result>,
  ): Promise<Result> {
    if (open) return this.others.use(checkpoint, open, ({ inspected }) => work(inspected));
    return work(await this.models.of(checkpoint));
  }

  private async maps(opened: InspectedModel, request: TextRequest): Promise<MapsResponse> {
    const { tokens, asked, mask, said, maps } = await this.mapsOf(opened, request);
    const { tokens: vocabulary, asking, model } = opened;
    const { text, wording, question } = request;
    const name = wording && question ? nameIn(text, wording, { vocabulary, asking }) : undefined;
    const shown = tokens.slice(0, longestRow(model));
    return {
      step: opened.step,
      model: factsOf(opened),
      tokens: shown.map((token) => textOf(vocabulary, token)),
      labels: shown.map((token) => vocabulary.label(token)),
      question,
      mask: mask < shown.length ? mask : -1,
      ...(said ? { answer: answerOf(opened, said, question) } : {}),
      blocks: maps.map(quantised),
      warnings: [unknownInText(text, vocabulary) ?? [], tooLong(asked, longestRow(model)) ?? []].flat(),
      scores: scoresOfMaps(maps, model, {
        tokens: shown,
        mask: question && mask < shown.length ? mask : undefined,
        name,
      }),
    };
  }

  private async head(opened: InspectedModel, { head, ...request }: InspectorCalls['head']['request']) {
    const { maps } = await this.mapsOf(opened, request);
    const map = maps.find(({ block }) => block === head.block);
    if (!map || head.head < 0 || head.head >= map.heads) throw new UserError('The model has no such head.');
    const size = map.queries * map.keys;
    const weights = map.weights.slice(head.head * size, (head.head + 1) * size);
    return { queries: map.queries, keys: map.keys, weights };
  }

  private async quantities(opened: InspectedModel, request: TextRequest) {
    const { tokens, maps } = await this.mapsOf(opened, request);
    const keys = await opened.keys.keys(opened.store, tokens);
    return { step: opened.step, heads: modelQuantities(maps, keys) };
  }

  private async mapsOf(opened: InspectedModel, request: TextRequest): Promise<TextMaps> {
    const { text, question, unanswered, goOn } = request;
    const key = JSON.stringify([opened.from, text, question, unanswered, goOn]);
    if (this.last?.key === key) return this.last.maps;
    const { tokens: vocabulary, asking, model, reader, store } = opened;
    const asked = question ? asking.prompt(text) : vocabulary.encode(text);
    const fits = asked.length > 0 && asked.length <= longestRow(model);
    const said = fits && unanswered !== true ? await opened.goOn(asked, request) : undefined;
    const tokens = [...asked, ...(said?.tokens ?? [])];
    const maps = {
      ...{ tokens, said, asked: asked.length },
      // A text that the model goes on with has a last token behind which it does.
      mask: question || opened.opened ? asked.length - 1 : -1,
      maps: await reader.maps(store, tokens),
    };
    this.last = { key, maps };
    return maps;
  }
}

/** A token as it stands in its text. Some tokenizers leave out a space where a text begins; here it does not. */
function textOf(vocabulary: Tokens, token: number): string {
  const text = tokenText(vocabulary, token);
  return /^␣[^␣]/.test(vocabulary.label(token)) && !/^\s/.test(text) ? ` ${text}` : text;
}

function answerOf({ asking, tokens }: InspectedModel, said: Said, question: boolean): ModelAnswer {
  return {
    text: question ? asking.answer(said.tokens) : readableTokens(tokens, said.tokens),
    probability: Math.exp(said.logProbability),
    perplexity: Math.exp(-said.logProbability / Math.max(1, said.counted)),
  };
}

function tooLong(asked: number, longest: number): string | undefined {
  if (asked <= longest) return undefined;
  const [all, read] = [wholeNumber(asked), wholeNumber(longest)];
  return `The text has ${all} tokens; the model reads the first ${read} of them.`;
}

function quantised({ block, sides, heads, queries, keys, weights }: AttentionMap): BlockMaps {
  const shades = new Uint8Array(weights.length);
  // Not `Uint8Array.from` with a function: it took longer than the model did.
  for (let index = 0; index < weights.length; index++)
    shades[index] = Math.round(255 * (weights[index] ?? 0));
  return { block, ...(sides ? { sides } : {}), heads, queries, keys, shades };
}

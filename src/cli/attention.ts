/**
 * `attention-lab attention`: every head's map for one text, as numbers or as a picture.
 */
import { encode } from 'fast-png';
import { AttentionReader } from '../model/attentionMaps';
import { writeAtomically } from '../files/writeAtomically';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { Continuer } from '../model/continuation';
import { modelKind, openAny } from '../model/openAny';
import type { OpenedModel } from '../model/openedModel';
import { LONGEST_ANSWER } from '../model/answerEnd';
import { longestRow } from '../model/rowRunner';
import type { Engine } from '../engine/engine';
import { figure } from '../charts/figure';
import { nestedMaps } from '../heads/nestedMaps';
import { attentionGridRaster, attentionGridSvg } from '../heads/pictures/attentionGrid';
import type { AttentionMap } from '../model/attentionMap';
import { unknownInText } from '../heads/unknownCharacters';
import { OPEN_OPTIONS, openOptionsOf, refuseIgnored } from './openOptions';
import { UsageError, type Verb } from './verb';

/** Python’s libraries that draw maps from the same JSON. */
const TOOLS = ['bertviz', 'circuitsvis'] as const;

/** Writes attention maps. */
export const attention: Verb = {
  summary: 'every head’s map for one text, as numbers or as a picture',
  options: {
    ...OPEN_OPTIONS,
    text: { value: 'TEXT', required: true, help: 'what it looks at' },
    question: { help: 'the text is a question: add what asks it, and the model’s answer' },
    out: {
      value: 'FILE',
      required: true,
      help: '.json (numbers), .svg (with words) or .png (maps alone)',
    },
    for: { value: 'TOOL', help: `numbers nested as ${TOOLS.join(' and ')} take them` },
  },
  opensModels: true,
  run: async (call) => {
    const out = call.required('out');
    const ending = out.split('.').at(-1) ?? '';
    const tool = call.choice('for', TOOLS);
    if (tool && ending !== 'json') throw new UsageError(`--for ${tool} needs --out to end in .json.`);
    const write = tool ? writeNested : Object.hasOwn(WRITERS, ending) ? WRITERS[ending] : undefined;
    if (!write) throw new UsageError(`--out must end in .json, .svg or .png, not '${out}'.`);
    const path = call.required('run');
    refuseIgnored(call, await modelKind(path));
    const engine = openDevice(processorDevice());
    try {
      const open = await openAny(engine, path, openOptionsOf(call));
      const unknown = unknownInText(call.required('text'), open.tokens);
      if (unknown !== undefined) call.warn(unknown);
      const tokens = await tokensOf(engine, open, call.required('text'), call.has('question'));
      if (tokens.length === 0) throw new UsageError('The text has no token that the model knows.');
      const maps = await new AttentionReader(engine, open.model).maps(open.store, tokens);
      const shown = tokens.slice(0, longestRow(open.model));
      await writeAtomically(out, [write(maps, attendedText(open, shown))]);
      call.say(`${maps.length} blocks, ${maps[0]?.heads ?? 0} heads each: ${out}`);
      return { out, text: open.tokens.decode(shown), blocks: maps.map(({ block }) => block) };
    } finally {
      await engine.dispose();
    }
  },
};

/** A text's tokens, or a question's with the model's answer behind it. */
async function tokensOf(
  engine: Engine,
  open: OpenedModel,
  text: string,
  question: boolean,
): Promise<readonly number[]> {
  if (!question) return open.tokens.encode(text);
  const { prompt, ends } = open.asking;
  const asked = prompt(text);
  const continuer = new Continuer(engine, open);
  const { tokens } = await continuer.continue(asked, { tokens: LONGEST_ANSWER, ends });
  await continuer.dispose();
  return [...asked, ...tokens];
}

/** What the maps are of. */
interface AttendedText {
  readonly tokens: readonly number[];
  /** How each token is shown. */
  readonly labels: readonly string[];
  readonly text: string;
  /** Each token's own text. */
  readonly characters: readonly string[];
}

function attendedText({ tokens }: OpenedModel, shown: readonly number[]): AttendedText {
  return {
    tokens: shown,
    labels: shown.map((token) => tokens.label(token)),
    text: tokens.decode(shown),
    characters: shown.map((token) => tokens.decode([token])),
  };
}

type Writer = (maps: readonly AttentionMap[], attended: AttendedText) => Uint8Array | string;

const WRITERS: Readonly<Record<string, Writer>> = {
  json: (maps, attended) => {
    const blocks = maps.map((map) => ({ ...map, weights: Array.from(map.weights) }));
    return `${JSON.stringify({ ...attended, blocks })}\n`;
  },
  svg: (maps, { labels, text }) => {
    const grid = attentionGridSvg(maps, undefined, undefined, labels);
    return figure(grid, { title: 'Attention', caption: `“${text}”` }).markup.source;
  },
  png: (maps) => encode({ ...attentionGridRaster(maps), channels: 4 }),
};

/** `tokens`, the labels, and `attention`, [layers][1][heads][queries][keys]. */
function writeNested(maps: readonly AttentionMap[], { labels }: AttendedText): string {
  return `${JSON.stringify({ tokens: labels, attention: nestedMaps(maps) })}\n`;
}

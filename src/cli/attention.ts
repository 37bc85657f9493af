/**
 * `attention-lab attention`: every head's map for one text, as numbers or as a picture.
 */
import { encode } from 'fast-png';
import { AttentionReader } from '../model/attentionMaps';
import { writeAtomically } from '../files/writeAtomically';
import { MASK_TOKEN } from '../data/vocabulary';
import { openDevice, processorDevice } from '../engine/devices/openDevice';
import { Answerer } from '../model/answers';
import { type OpenModel, openModel } from '../model/openModel';
import type { Engine } from '../engine/engine';
import { figure } from '../charts/figure';
import { attentionGridRaster, attentionGridSvg } from '../heads/pictures/attentionGrid';
import type { AttentionMap } from '../model/attentionMap';
import { RunFolder } from '../runs/runFolder';
import { unknownInText } from '../heads/unknownCharacters';
import { UsageError, type Verb } from './verb';

/** Writes attention maps. */
export const attention: Verb = {
  summary: 'every head’s map for one text, as numbers or as a picture',
  options: {
    run: { value: 'RUN', help: 'the run whose model looks' },
    text: { value: 'TEXT', help: 'what it looks at' },
    question: { help: 'the text is a question: add ⁇ and the model’s answer' },
    out: { value: 'FILE', help: '.json (numbers), .svg (with words) or .png (maps alone)' },
  },
  run: async (call) => {
    const out = call.required('out');
    const ending = out.split('.').at(-1) ?? '';
    const write = Object.hasOwn(WRITERS, ending) ? WRITERS[ending] : undefined;
    if (!write) throw new UsageError(`--out must end in .json, .svg or .png, not '${out}'.`);
    const engine = openDevice(processorDevice());
    try {
      const open = await openModel(engine, new RunFolder(call.required('run')).weights);
      const unknown = unknownInText(call.required('text'), open.vocabulary);
      if (unknown !== undefined) call.warn(unknown);
      const tokens = await tokensOf(engine, open, call.required('text'), call.has('question'));
      const maps = await new AttentionReader(engine, open.model).maps(open.store, tokens);
      const characters = tokens.map((token) => open.vocabulary.decode([token]));
      await writeAtomically(out, [write(maps, characters)]);
      call.say(`${maps.length} blocks, ${maps[0]?.heads ?? 0} heads each: ${out}`);
      return { out, text: characters.join(''), blocks: maps.map(({ block }) => block) };
    } finally {
      await engine.dispose();
    }
  },
};

async function tokensOf(
  engine: Engine,
  open: OpenModel,
  text: string,
  question: boolean,
): Promise<readonly number[]> {
  const { model, vocabulary, store } = open;
  const encoded = vocabulary.encode(text);
  if (!question) return encoded;
  const [answer] = await new Answerer(engine, model, store).answer([encoded]);
  return [...encoded, MASK_TOKEN, ...(answer?.tokens ?? [])];
}

type Writer = (maps: readonly AttentionMap[], characters: readonly string[]) => Uint8Array | string;

const WRITERS: Readonly<Record<string, Writer>> = {
  json: (maps, characters) => {
    const blocks = maps.map((map) => ({ ...map, weights: Array.from(map.weights) }));
    return `${JSON.stringify({ characters, blocks })}\n`;
  },
  svg: (maps, characters) =>
    figure(attentionGridSvg(maps), { title: 'Attention', caption: `“${characters.join('')}”` }).markup.source,
  png: (maps) => encode({ ...attentionGridRaster(maps), channels: 4 }),
};

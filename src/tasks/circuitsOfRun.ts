/**
 * The circuits of a task in a run: the head that shows each the most, whether the answers need it, and its score at
 * the run's checkpoints.
 */
import type { Engine, Store } from '../engine/engine';
import { readQuestions } from '../data/questions';
import { MASK } from '../data/vocabulary';
import { readTextFile } from '../files/textFile';
import { headLabel } from '../heads/headNumbers';
import { headPlaces } from '../heads/headPlaces';
import type { SilencingEffect } from '../heads/results';
import { FileSilencer } from '../heads/silencing/fileSilencing';
import { answeredTexts } from '../heads/texts';
import { CheckpointWeights } from '../model/checkpointWeights';
import type { OpenModel } from '../model/openModel';
import { longestRow } from '../model/rowRunner';
import type { RunFolder } from '../runs/runFolder';
import type { CircuitResult } from './circuitResult';
import { strongestWaves } from './circuitScores';
import { type CircuitScores, CircuitSearch, embedded, tokensOf } from './circuitSearch';
import type { Circuit, TaskRow } from './circuits';
import { type LearnedSums, type SumLosses, SumReader, sumLosses } from './excludedLoss';
import type { Task } from './task';
import type { TaskFile } from './taskFile';

/** Rows that are looked at. */
const ROWS = 64;

/** Checkpoints that are looked at. */
const MOST_CHECKPOINTS = 24;

/** Questions whose answers are watched while heads are silent. */
const SILENCED_QUESTIONS = 200;

/** Where the circuits are looked for. */
export interface CircuitSubject {
  readonly task: Task;
  readonly file: TaskFile;
  /** What was held out. */
  readonly path: string;
  /** The questions that were learned, where there are any. */
  readonly learned?: string | undefined;
  readonly folder: RunFolder;
}

/** A head and what its circuit scores there. */
interface Found {
  /** Its number in the order of `headPlaces`; 0 for the embedding. */
  readonly place: number;
  readonly score: number;
  readonly effect: SilencingEffect | undefined;
}

/** All circuits of the task. Throws a UserError when a file or a checkpoint cannot be read. */
export async function circuitsOfRun(
  engine: Engine,
  open: OpenModel,
  subject: CircuitSubject,
): Promise<readonly CircuitResult[]> {
  const { task, file, folder } = subject;
  const { circuits } = task;
  if (circuits.length === 0) return [];
  const search = new CircuitSearch(engine, open, await rowsOf(subject, open), file.size);
  try {
    const silenced = task.form === 'questions' ? await silencedHeads(engine, open, subject.path) : undefined;
    const now = await search.scores(open.store, circuits);
    const found = circuits.map((circuit, index) => strongest(circuit, now[index] ?? [], silenced?.after));
    const history = await historyOf(engine, open, folder, (store) => search.scores(store, circuits));
    const losses = await lossesWithoutWaves(engine, open, subject);
    return circuits.map((circuit, index): CircuitResult => {
      const { place, score, effect } = found[index] ?? { place: 0, score: 0, effect: undefined };
      const head = headPlaces(open.model)[place];
      const chance = search.chance(circuit);
      const right = silenced?.before.correct;
      return {
        ...wordsOf(circuit),
        ...(circuit.kind === 'waves' || !head ? {} : { head: headLabel(head) }),
        score,
        ...(chance === undefined ? {} : { chance }),
        from: circuit.formed,
        formed: isFormed(circuit, score, effect, right ?? 0),
        ...(effect && right !== undefined ? { lost: effect.lost, right } : {}),
        history: history.map(({ step, found: scores }) => {
          const score = scores[index]?.[place] ?? 0;
          return { step, score, ...(circuit.kind === 'waves' ? losses.get(step) : {}) };
        }),
      };
    });
  } finally {
    await search.dispose();
  }
}

function wordsOf({ name, title, meaning, source }: Circuit) {
  return { name, title, meaning, source };
}

/** The head with the highest score; of a circuit that answers must need, among the formed ones the one they need most. */
function strongest(
  circuit: Circuit,
  scores: CircuitScores,
  effects: readonly SilencingEffect[] | undefined,
): Found {
  const heads = scores.map((score = 0, place): Found => {
    return { place, score, effect: circuit.kind === 'waves' ? undefined : effects?.[place] };
  });
  const formed = circuit.kind === 'even' ? heads.filter(({ score }) => score >= circuit.formed) : [];
  const better = (a: Found, b: Found) =>
    formed.length > 0 ? (b.effect?.lost ?? 0) - (a.effect?.lost ?? 0) : b.score - a.score;
  const [best] = (formed.length > 0 ? formed : heads).sort(better);
  return best ?? { place: 0, score: 0, effect: undefined };
}

function isFormed(
  circuit: Circuit,
  score: number,
  effect: SilencingEffect | undefined,
  right: number,
): boolean {
  if (score < circuit.formed) return false;
  return circuit.kind !== 'even' || (right > 0 && (effect?.lost ?? 0) / right >= circuit.lost);
}

/** The first rows that were held out, as the model reads them. */
async function rowsOf(
  { task, path }: CircuitSubject,
  { model, vocabulary }: OpenModel,
): Promise<readonly TaskRow[]> {
  const fits = ({ characters }: TaskRow) =>
    vocabulary.encode(characters.join('')).length === characters.length &&
    characters.length <= longestRow(model);
  if (task.form !== 'questions') {
    const { lines } = await readTextFile(path);
    return lines
      .slice(0, ROWS)
      .map((line) => ({ characters: Array.from(line), asks: undefined }))
      .filter(fits);
  }
  const { questions } = await readQuestions(path);
  return questions
    .slice(0, ROWS)
    .map(({ question, answer = '' }) => {
      const asked = Array.from(question);
      return { characters: [...asked, MASK, ...Array.from(answer)], asks: asked.length };
    })
    .filter(fits);
}

/** Each head silenced alone, on a sample of the questions. */
async function silencedHeads(engine: Engine, { model, vocabulary, store }: OpenModel, path: string) {
  const { questions } = await readQuestions(path);
  const reading = { vocabulary, contextLength: model.config.contextLength };
  const { texts } = answeredTexts(questions.slice(0, SILENCED_QUESTIONS), reading);
  const silencer = new FileSilencer(engine, model);
  try {
    return await silencer.eachHead(store, texts, {});
  } finally {
    await silencer.dispose();
  }
}

/** By step, what is lost of what was learned without the waves that the newest weights embed with; of other tasks nothing. */
async function lossesWithoutWaves(
  engine: Engine,
  open: OpenModel,
  { task, file, folder, learned }: CircuitSubject,
): Promise<ReadonlyMap<number, SumLosses>> {
  const circuit = task.circuits.find((one) => one.kind === 'waves');
  if (!circuit || learned === undefined) return new Map();
  const tokens = tokensOf(circuit, open.vocabulary, file.size);
  const remainders = circuit.characters(file.size);
  const { questions } = await readQuestions(learned);
  const sums: LearnedSums = {
    modulus: file.size,
    frequencies: strongestWaves(await embedded(open.store, tokens), circuit.waves),
    learned: questions.map(({ question: [a = '', b = ''] }) => {
      return remainders.indexOf(a) * file.size + remainders.indexOf(b);
    }),
  };
  const reader = new SumReader(engine, open, tokens);
  try {
    const look = async (store: Store) => sumLosses(await reader.logits(store), sums);
    const history = await historyOf(engine, open, folder, look);
    return new Map(history.map(({ step, found }) => [step, found]));
  } finally {
    await reader.dispose();
  }
}

/** What is seen in some of the run's checkpoints, evenly spread over them. */
async function historyOf<Found>(
  engine: Engine,
  { model }: OpenModel,
  folder: RunFolder,
  look: (store: Store) => Promise<Found>,
): Promise<readonly { readonly step: number; readonly found: Found }[]> {
  const steps = await folder.checkpointSteps();
  const every = Math.max(1, Math.ceil(steps.length / MOST_CHECKPOINTS));
  const checkpoints = new CheckpointWeights(engine, model);
  try {
    const history: { readonly step: number; readonly found: Found }[] = [];
    for (const step of steps.filter((_, index) => (steps.length - 1 - index) % every === 0)) {
      const weights = await checkpoints.of(folder.checkpoint(step));
      history.push({ step, found: await look(await weights.store()) });
    }
    return history;
  } finally {
    checkpoints.dispose();
  }
}

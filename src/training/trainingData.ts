/**
 * From files to examples: what a run learns from, and what it is asked but never taught.
 */
import { type Corpus, readCorpus } from '../data/corpus';
import {
  type Example,
  type ExampleSource,
  answeredQuestion,
  concatenated,
  drawn,
  fixedExamples,
  scoredQuestion,
  spanCorruption,
} from '../data/examples';
import { nameSpans, namedDocuments } from '../data/nameSpans';
import { streamWindows, wholeDocuments } from '../data/plainText';
import { promptExamples, promptsOf } from '../data/prompts';
import {
  type AnsweredQuestion,
  type QuestionFile,
  hasAnswer,
  readQuestions,
  requireAnswers,
} from '../data/questions';
import type { TrainedTokens } from '../data/tokens/tokens';
import { mix, randomNumbers, shuffle } from '../numbers/randomNumbers';
import type { RunConfig } from '../runs/runConfig';
import { UserError } from '../files/userError';
import { smallVocabularyWarning } from './vocabularies';

/** The files of a run. */
export interface DataFiles {
  readonly corpus?: Corpus;
  readonly questions?: QuestionFile;
  readonly heldOut?: QuestionFile;
  readonly prompts?: QuestionFile;
}

/** Paths of the files of a run. */
export interface DataPaths {
  readonly corpus?: string | undefined;
  readonly questions?: string | undefined;
  readonly heldOut?: string | undefined;
  readonly prompts?: string | undefined;
}

/** Lines by which it is known which tokens a text is made of. */
const ENOUGH_LINES = 2_000;

/** What is learned; of a large text lines evenly from all over it. */
export function learnedTexts({ corpus, questions }: DataFiles): readonly string[] {
  const asked = questions?.questions.map(({ question, answer }) => `${question}${answer ?? ''}`);
  return [corpus?.documents ?? [], asked ?? []].flatMap((lines) => {
    const every = Math.max(1, Math.ceil(lines.length / ENOUGH_LINES));
    return lines.filter((_, index) => index % every === 0);
  });
}

/** What training needs of the data. */
export interface TrainingData {
  readonly source: ExampleSource;
  /** Asked at every evaluation. */
  readonly heldOut: readonly Example[];
  /** The questions that {@link heldOut} was made from; none where it is cut-out spans. */
  readonly asked: readonly AnsweredQuestion[];
  readonly warnings: readonly string[];
}

/** Documents whose cut-out spans are asked for during pretraining. */
const PRETRAINING_SAMPLE = 64;

/** Questions that are asked at an evaluation. */
const MOST_HELD_OUT = 100;

/** Runs that do not say how many questions they keep back were begun when it was this share. */
const FORMER_SHARE = 0.05;

/**
 * How many questions finetuning keeps back where no held-out file is named: a twentieth, but at least 50, so
 * that a share of them means something (at 50, its 95 % interval is ± 14 %), and yet at most a fifth, so that
 * there is enough to learn from; 100 at most.
 */
export function keptBackOf(questions: number): number {
  const twentieth = Math.floor(questions / 20);
  const fifth = Math.floor(questions / 5);
  return Math.min(MOST_HELD_OUT, Math.max(twentieth, Math.min(50, fifth)));
}

/** Reads whatever files are named. Throws a UserError for the first that cannot be used. */
export async function readDataFiles(paths: DataPaths): Promise<DataFiles> {
  return {
    ...(paths.corpus === undefined ? {} : { corpus: await readCorpus(paths.corpus) }),
    ...(paths.questions === undefined ? {} : { questions: await readQuestions(paths.questions) }),
    ...(paths.heldOut === undefined ? {} : { heldOut: await readHeldOut(paths.heldOut) }),
    ...(paths.prompts === undefined ? {} : { prompts: await readQuestions(paths.prompts) }),
  };
}

/** Questions that are asked during a run are scored: at least one needs an answer. */
async function readHeldOut(path: string): Promise<QuestionFile> {
  const file = await readQuestions(path);
  if (file.questions.some(hasAnswer)) return file;
  throw new UserError(
    `${path}: no question has an answer, so none can be scored. Write question, tab, answer.`,
  );
}

/** Examples for the run's task. Throws a UserError when they cannot be made from the files. */
export function trainingData(config: RunConfig, files: DataFiles, vocabulary: TrainedTokens): TrainingData {
  const warnings = [files.corpus, files.prompts, files.questions, files.heldOut].flatMap(
    (file) => file?.warnings ?? [],
  );
  const made =
    config.task === 'pretrain'
      ? pretraining(config, files, vocabulary)
      : finetuning(config, files, vocabulary);
  const small = config.task === 'pretrain' ? smallVocabularyWarning(config) : undefined;
  return { ...made, warnings: [...warnings, ...made.warnings, ...(small === undefined ? [] : [small])] };
}

function pretraining(config: RunConfig, files: DataFiles, vocabulary: TrainedTokens): TrainingData {
  const { model, seed } = config;
  const { corpus, prompts } = files;
  if (!corpus) throw new UserError('Pretraining needs a corpus: --corpus FILE.');
  if (config.objective === 'stream')
    return { source: streamWindows(corpus.lines, vocabulary, model), heldOut: [], asked: [], warnings: [] };
  // What lies beyond the context is never seen; and tokens would take eight times the room of the text.
  const seen = 2 * vocabulary.unitsPerToken * model.contextLength;
  const encoded = {
    length: corpus.documents.length,
    at: (index: number) => vocabulary.encode((corpus.documents[index] ?? '').slice(0, seen)),
  };
  if (config.objective === 'documents')
    return { source: wholeDocuments(encoded, model), heldOut: [], asked: [], warnings: [] };
  const plain = spanCorruption(encoded, model);
  const spans = config.objective === 'names' ? spansOfNames(corpus, vocabulary, { plain, ...model }) : plain;
  const next = randomNumbers(mix(seed, 0x5a3e));
  const indices = shuffle([...corpus.documents.keys()], next).slice(0, PRETRAINING_SAMPLE);
  const asked = files.heldOut ? heldOutQuestions(files.heldOut) : [];
  const heldOut = files.heldOut
    ? asked.map((question) => scoredQuestion(question, vocabulary))
    : indices.map((index) => spans.example(index, next));
  if (!config.prompts || !prompts) return { source: spans, heldOut, asked, warnings: [] };
  const prompted = promptExamples(
    promptsOf(corpus.documents, requireAnswers(prompts), config.prompts.answers ?? 'found'),
    vocabulary,
    model.contextLength,
  );
  if (prompted.length === 0) throw new UserError(noPrompts(corpus.reference.path, prompts.reference.path));
  const questions = fixedExamples(prompted);
  const { share } = config.prompts;
  if (share === 1) return { source: drawn(questions, spans.size), heldOut, asked, warnings: [] };
  // So many that prompts are the wished share of all examples.
  const count = Math.round((spans.size * share) / (1 - share));
  return { source: concatenated([spans, drawn(questions, count)]), heldOut, asked, warnings: [] };
}

function spansOfNames(
  { documents, reference }: Corpus,
  vocabulary: TrainedTokens,
  settings: Parameters<typeof nameSpans>[2],
): ExampleSource {
  const named = namedDocuments(documents);
  if (named.some((document) => document !== undefined)) return nameSpans(named, vocabulary, settings);
  throw new UserError(
    `No document of ${reference.path} can be asked for names: none begins with a title (‘Title. Text …’) and holds ` +
      'a proper name that another document holds too. Train without --objective names.',
  );
}

function noPrompts(corpus: string, questions: string): string {
  return (
    `No document of ${corpus} can be asked about itself: none begins with a title (‘Title. Text …’) and holds an ` +
    `answer of ${questions}. Train without --prompts.`
  );
}

function finetuning(config: RunConfig, files: DataFiles, vocabulary: TrainedTokens): TrainingData {
  if (!files.questions) throw new UserError('Finetuning needs questions with answers: --questions FILE.');
  const all = requireAnswers(files.questions);
  const { kept, warnings } = fitting(
    files.questions.reference.path,
    all,
    vocabulary,
    config.model.contextLength,
  );
  const { learned, asked } = divided(config, files, kept);
  const examples = learned.map(({ question, answer }) =>
    answeredQuestion(vocabulary.encode(question), vocabulary.encode(answer)),
  );
  const heldOut = asked.map((question) => scoredQuestion(question, vocabulary));
  return { source: fixedExamples(examples), heldOut, asked, warnings };
}

/** The questions to learn and those to be asked: from a file of their own, or kept back. */
function divided(
  config: RunConfig,
  files: DataFiles,
  kept: readonly AnsweredQuestion[],
): { readonly learned: readonly AnsweredQuestion[]; readonly asked: readonly AnsweredQuestion[] } {
  if (files.heldOut) return { learned: kept, asked: heldOutQuestions(files.heldOut) };
  const shuffled = shuffle([...kept], randomNumbers(mix(config.seed, 0x5a3e)));
  const former = Math.min(MOST_HELD_OUT, Math.floor(FORMER_SHARE * kept.length));
  const count = Math.min(config.keptBack ?? former, kept.length - 1);
  return { learned: shuffled.slice(count), asked: shuffled.slice(0, count) };
}

function heldOutQuestions({ questions }: QuestionFile): readonly AnsweredQuestion[] {
  return questions.filter((question) => hasAnswer(question)).slice(0, MOST_HELD_OUT);
}

/** Questions that fit into the context with their answers, and a word about those that do not. */
function fitting(
  path: string,
  questions: readonly AnsweredQuestion[],
  vocabulary: TrainedTokens,
  contextLength: number,
): { kept: readonly AnsweredQuestion[]; warnings: readonly string[] } {
  const warnings: string[] = [];
  const kept = questions.filter(({ question, answer, line }) => {
    const length = vocabulary.encode(question + answer).length + 2;
    if (length <= contextLength) return true;
    warnings.push(
      `${path}, line ${line} is too long for the model (${length} of ${contextLength} ${vocabulary.unit}): left out.`,
    );
    return false;
  });
  const unknown = questions.find(({ question, answer }) => vocabulary.unknown(question + answer).length > 0);
  if (unknown) {
    const characters = vocabulary.unknown(unknown.question + unknown.answer).join(' ');
    warnings.push(
      `${path}, line ${unknown.line} has characters the model does not know (${characters}): left out.`,
    );
  }
  if (kept.length === 0)
    throw new UserError(`${path}: no question fits into the model’s ${contextLength} ${vocabulary.unit}.`);
  return { kept, warnings };
}

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
import { promptExamples, promptsOf } from '../data/prompts';
import { type AnsweredQuestion, type QuestionFile, readQuestions, requireAnswers } from '../data/questions';
import { Vocabulary } from '../data/vocabulary';
import { mix, randomNumbers, shuffle } from '../numbers/randomNumbers';
import type { RunConfig } from '../runs/runConfig';
import type { FileReference } from '../files/fileReference';
import { UserError } from '../files/userError';

/** The files of a run. */
export interface DataFiles {
  readonly corpus?: Corpus;
  readonly questions?: QuestionFile;
  readonly heldOut?: QuestionFile;
  readonly prompts?: QuestionFile;
}

/** Paths of the files of a run. */
export interface DataPaths {
  readonly corpus?: string;
  readonly questions?: string;
  readonly heldOut?: string;
  readonly prompts?: string;
}

/** What training needs of the data. */
export interface TrainingData {
  readonly source: ExampleSource;
  /** Asked at every evaluation. */
  readonly heldOut: readonly Example[];
  readonly warnings: readonly string[];
}

/** Documents whose cut-out spans are asked for during pretraining. */
const PRETRAINING_SAMPLE = 64;

/** Without a file of held-out questions, this share of the questions is held out, at most so many. */
const HELD_OUT_SHARE = 0.05;
const MOST_HELD_OUT = 100;

/** Reads whatever files are named. Throws a UserError for the first that cannot be used. */
export async function readDataFiles(paths: DataPaths): Promise<DataFiles> {
  return {
    ...(paths.corpus === undefined ? {} : { corpus: await readCorpus(paths.corpus) }),
    ...(paths.questions === undefined ? {} : { questions: await readQuestions(paths.questions) }),
    ...(paths.heldOut === undefined ? {} : { heldOut: await readQuestions(paths.heldOut) }),
    ...(paths.prompts === undefined ? {} : { prompts: await readQuestions(paths.prompts) }),
  };
}

/** The files that a run's configuration names; they must not have changed since it began. */
export async function readFilesOf(config: RunConfig): Promise<DataFiles> {
  const files = await readDataFiles({
    ...(config.corpus ? { corpus: config.corpus.path } : {}),
    ...(config.questions ? { questions: config.questions.path } : {}),
    ...(config.heldOut ? { heldOut: config.heldOut.path } : {}),
    ...(config.prompts ? { prompts: config.prompts.questions.path } : {}),
  });
  requireUnchanged(config.corpus, files.corpus?.reference);
  requireUnchanged(config.questions, files.questions?.reference);
  requireUnchanged(config.heldOut, files.heldOut?.reference);
  requireUnchanged(config.prompts?.questions, files.prompts?.reference);
  return files;
}

function requireUnchanged(before: FileReference | undefined, now: FileReference | undefined): void {
  if (before === undefined || before.sha256 === now?.sha256) return;
  throw new UserError(
    `${before.path} has changed since this run began, so the run cannot go on as it was. ` +
      'Restore the file, or start a new run.',
  );
}

/** The vocabulary of a model that is made for these files. */
export function vocabularyOf({ corpus, questions }: DataFiles): Vocabulary {
  const texts =
    corpus?.documents ?? questions?.questions.flatMap(({ question, answer }) => [question, answer ?? '']);
  return Vocabulary.of(texts ?? []);
}

/** Examples for the run's task. Throws a UserError when they cannot be made from the files. */
export function trainingData(config: RunConfig, files: DataFiles, vocabulary: Vocabulary): TrainingData {
  const warnings = [files.corpus, files.prompts, files.questions, files.heldOut].flatMap(
    (file) => file?.warnings ?? [],
  );
  const made =
    config.task === 'pretrain'
      ? pretraining(config, files, vocabulary)
      : finetuning(config, files, vocabulary);
  return { ...made, warnings: [...warnings, ...made.warnings] };
}

function pretraining(config: RunConfig, files: DataFiles, vocabulary: Vocabulary): TrainingData {
  const { model, seed } = config;
  const { corpus, prompts } = files;
  if (!corpus) throw new UserError('Pretraining needs a corpus: --corpus FILE.');
  // Characters beyond the context are never seen, so they need not be kept.
  const documents = corpus.documents.map((document) =>
    vocabulary.encode(document.slice(0, 2 * model.contextLength)),
  );
  const spans = spanCorruption(documents, model);
  const next = randomNumbers(mix(seed, 0x5a3e));
  const indices = shuffle([...documents.keys()], next).slice(0, PRETRAINING_SAMPLE);
  const heldOut = files.heldOut
    ? heldOutExamples(files.heldOut, vocabulary)
    : indices.map((index) => spans.example(index, next));
  if (!config.prompts || !prompts) return { source: spans, heldOut, warnings: [] };
  const asked = promptExamples(
    promptsOf(corpus.documents, requireAnswers(prompts)),
    vocabulary,
    model.contextLength,
  );
  if (asked.length === 0) throw new UserError(noPrompts(corpus.reference.path, prompts.reference.path));
  const questions = fixedExamples(asked);
  const { share } = config.prompts;
  if (share === 1) return { source: drawn(questions, spans.size), heldOut, warnings: [] };
  // So many that prompts are the wished share of all examples.
  const count = Math.round((spans.size * share) / (1 - share));
  return { source: concatenated([spans, drawn(questions, count)]), heldOut, warnings: [] };
}

function noPrompts(corpus: string, questions: string): string {
  return (
    `No document of ${corpus} can be asked about itself: none begins with a title (‘Title. Text …’) and holds an ` +
    `answer of ${questions}. Train without --prompts.`
  );
}

function finetuning(config: RunConfig, files: DataFiles, vocabulary: Vocabulary): TrainingData {
  if (!files.questions) throw new UserError('Finetuning needs questions with answers: --questions FILE.');
  const all = requireAnswers(files.questions);
  const { kept, warnings } = fitting(
    files.questions.reference.path,
    all,
    vocabulary,
    config.model.contextLength,
  );
  const encode = ({ question, answer }: AnsweredQuestion) =>
    answeredQuestion(vocabulary.encode(question), vocabulary.encode(answer));
  if (files.heldOut) {
    const heldOut = heldOutExamples(files.heldOut, vocabulary);
    return { source: fixedExamples(kept.map(encode)), heldOut, warnings };
  }
  const shuffled = shuffle([...kept], randomNumbers(mix(config.seed, 0x5a3e)));
  const count = Math.min(MOST_HELD_OUT, Math.floor(HELD_OUT_SHARE * kept.length));
  return {
    source: fixedExamples(shuffled.slice(count).map(encode)),
    heldOut: shuffled.slice(0, count).map((question) => scoredQuestion(question, vocabulary)),
    warnings,
  };
}

function heldOutExamples({ questions }: QuestionFile, vocabulary: Vocabulary): readonly Example[] {
  return questions
    .flatMap(({ question, answer }) =>
      answer === undefined ? [] : [scoredQuestion({ question, answer }, vocabulary)],
    )
    .slice(0, MOST_HELD_OUT);
}

/** Questions that fit into the context with their answers, and a word about those that do not. */
function fitting(
  path: string,
  questions: readonly AnsweredQuestion[],
  vocabulary: Vocabulary,
  contextLength: number,
): { kept: readonly AnsweredQuestion[]; warnings: readonly string[] } {
  const warnings: string[] = [];
  const kept = questions.filter(({ question, answer, line }) => {
    const length = vocabulary.encode(question + answer).length + 2;
    if (length <= contextLength) return true;
    warnings.push(
      `${path}, line ${line} is too long for the model (${length} of ${contextLength} characters): left out.`,
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
    throw new UserError(`${path}: no question fits into the model’s ${contextLength} characters.`);
  return { kept, warnings };
}

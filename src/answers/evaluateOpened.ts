/**
 * Asks an open model a file of questions: each is written into the model's template, and what the model goes on
 * with, up to the end of the line, is its answer.
 */
import { readCorpus } from '../data/corpus';
import { readQuestions } from '../data/questions';
import { processorDevice, withDevice } from '../engine/devices/openDevice';
import type { Engine } from '../engine/engine';
import { LONGEST_ANSWER } from '../model/answerEnd';
import { Continuer } from '../model/continuation';
import { openAny } from '../model/openAny';
import type { OpenedModel } from '../model/openedModel';
import { type AskedQuestion, type Evaluation, type EvaluationOptions, scoreOf } from './evaluate';
import type { EvaluateOptions } from './options';

/** What to ask. */
interface OpenedEvaluationOptions extends EvaluationOptions {
  /** The most tokens of an answer. */
  readonly tokens: number;
}

/** Asks and scores. An answer is right when it is, without spaces at its ends, the file's own. */
async function evaluateOpened(
  engine: Engine,
  open: OpenedModel,
  { path, questions, documents, tokens, onProgress }: OpenedEvaluationOptions,
): Promise<Evaluation> {
  const { asking, model } = open;
  const continuer = new Continuer(engine, open);
  const longest = model.config.contextLength - 1;
  const asked: AskedQuestion[] = [];
  const long: number[] = [];
  for (const question of questions) {
    const prompt = asking.prompt(question.question);
    const fits = prompt.length > 0 && prompt.length <= longest;
    if (!fits) long.push(question.line);
    const said = fits ? await continuer.continue(prompt, { tokens, ends: asking.ends }) : undefined;
    const prediction = said ? asking.answer(said.tokens) : '';
    const correct = question.answer === undefined ? undefined : prediction === question.answer.trim();
    asked.push({
      ...question,
      prediction,
      correct,
      probability: Math.exp(said?.logProbability ?? -Infinity),
    });
    onProgress?.(asked.length);
  }
  await continuer.dispose();
  const score = scoreOf(asked, documents);
  const [first] = long;
  const warning = `${path}, line ${first}: ${long.length} questions are longer than the model reads (${longest} tokens).`;
  return { asked, ...(score ? { score } : {}), warnings: first === undefined ? [] : [warning] };
}

/**
 * Opens any model that is no run, and asks it a file; writes nothing.
 *
 * @param onProgress told how many of how many questions were answered
 * @throws UserError when the questions or the model cannot be read
 */
export async function evaluateOther(
  options: Omit<EvaluateOptions, 'predictions'>,
  onProgress?: (answered: number, all: number) => void,
): Promise<Evaluation> {
  const { questions, warnings } = await readQuestions(options.questions);
  const { template, corpus, 'heads-each': heads, tokens = LONGEST_ANSWER } = options;
  const documents = corpus === undefined ? undefined : (await readCorpus(corpus)).documents;
  return withDevice(options.device ?? processorDevice(), async (engine) => {
    const open = await openAny(engine, options.run, {
      ...(template === undefined ? {} : { template }),
      ...(corpus === undefined ? {} : { corpus }),
      ...(heads === undefined ? {} : { heads }),
    });
    const evaluation = await evaluateOpened(engine, open, {
      path: options.questions,
      questions,
      tokens,
      onProgress: (answered) => onProgress?.(answered, questions.length),
      ...(documents ? { documents } : {}),
    });
    return { ...evaluation, warnings: [...warnings, ...evaluation.warnings] };
  });
}

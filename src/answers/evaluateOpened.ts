/**
 * Asks an open model a file of questions: each is written into the model's template, and what the model goes on
 * with, up to the end of the line, is its answer.
 */
import type { Engine } from '../engine/engine';
import { Continuer } from '../model/continuation';
import type { OpenedModel } from '../model/openedModel';
import { type AskedQuestion, type Evaluation, type EvaluationOptions, scoreOf } from './evaluate';

/** What to ask. */
export interface OpenedEvaluationOptions extends EvaluationOptions {
  /** The most tokens of an answer. */
  readonly tokens: number;
}

/** Asks and scores. An answer is right when it is, without spaces at its ends, the file's own. */
export async function evaluateOpened(
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

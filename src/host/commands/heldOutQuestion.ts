/**
 * Asks for the questions that a finetuned model is asked but never taught: without enough of them, the score
 * that all views show is a matter of luck.
 */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { wholeNumber } from '../../numbers/formats';
import { keptBackOf } from '../../training/trainingData';
import { type DatasetFile, datasetFiles, describeDataset, lookAt } from './datasetFiles';
import type { DialogueItem, Dialogue } from './dialogue';
import { otherFile } from './pick';

type Answer = vscode.Uri | 'keep back' | 'other';

/** Names of files that are usually held out. */
const HELD_OUT_NAME = /held[-_]?out|(^|[-_.])(dev|valid|validation|test)([-_.]|$)/i;

/** The option of `finetune`: nothing in it where questions are kept back; undefined when it was called off. */
export async function chooseHeldOut(
  dialogue: Dialogue,
  questions: vscode.Uri,
): Promise<{ readonly heldOut?: string } | undefined> {
  const t = vscode.l10n.t;
  const title = t('Which questions should it be tested on? It never learns these.');
  const choices = await choicesFor(questions);
  const answer = await dialogue.choose({ title, choices });
  if (answer === undefined) return undefined;
  if (answer === 'keep back') return {};
  const file = answer === 'other' ? await otherFile(dialogue, { kind: 'tsv', title }) : answer;
  return file && { heldOut: file.fsPath };
}

async function choicesFor(questions: vscode.Uri): Promise<readonly DialogueItem<Answer>[]> {
  const t = vscode.l10n.t;
  const others = (await datasetFiles('tsv')).filter(
    ({ uri, answered }) => uri.toString() !== questions.toString() && answered !== 0,
  );
  const [likely, unlikely] = [
    others.filter((file) => isLikely(file, questions)),
    others.filter((file) => !isLikely(file, questions)),
  ];
  const kept: DialogueItem<Answer> = {
    label: t('Keep back some of these questions'),
    detail: keptInWords((await lookAt(questions, 'tsv'))?.answered),
    value: 'keep back',
  };
  const another: DialogueItem<Answer> = {
    label: t('$(folder-opened) Another file…'),
    value: 'other',
    alwaysShow: true,
  };
  return [...likely.map(choiceOf), kept, ...unlikely.map(choiceOf), another];
}

function keptInWords(count: number | undefined): string {
  const t = vscode.l10n.t;
  if (count === undefined) return t('chosen by the seed, never learned');
  return t(
    '{0} of {1}, chosen by the seed, never learned',
    wholeNumber(keptBackOf(count)),
    wholeNumber(count),
  );
}

/** A sibling with a telling name. */
function isLikely({ uri }: DatasetFile, questions: vscode.Uri): boolean {
  return dirname(uri.fsPath) === dirname(questions.fsPath) && HELD_OUT_NAME.test(basename(uri.fsPath));
}

function choiceOf(file: DatasetFile): DialogueItem<Answer> {
  const folder = vscode.workspace.asRelativePath(file.uri).split('/').slice(0, -1).join('/');
  return {
    label: basename(file.uri.path),
    description: folder,
    detail: describeDataset(file),
    value: file.uri,
  };
}

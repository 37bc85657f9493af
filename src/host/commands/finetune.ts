/**
 * *Finetune model*: teaches a pretrained model to answer a file of questions.
 */
import * as vscode from 'vscode';
import { hasModel } from '../../runs/runSummary';
import { finetuneArguments } from '../../training/options';
import { isPreset } from '../../training/presets';
import { runDefaults, runsFolderFor } from '../views/settings';
import { type DialogueItem, type Dialogue, inDialogue } from './dialogue';
import { chooseHeldOut } from './heldOutQuestion';
import type { Command, Lab } from './lab';
import { mayTrain } from './leakQuestion';
import { choiceOf, fileFor } from './pick';
import { newRunFolder, startRun, stemOf } from './startRun';

const FROM_NOTHING = '';

/** *Finetune model*, on a file of questions or from a run: whichever the menu named. */
export const finetune: Command = (lab, argument) =>
  inDialogue('finetune', async (dialogue) => {
    const t = vscode.l10n.t;
    const title = t('Which questions should the model learn to answer?');
    const questions = await fileFor(dialogue, argument, { kind: 'tsv', title });
    if (!questions) return;
    const from = typeof argument === 'string' ? argument : await choosePretrained(lab, dialogue);
    if (from === undefined) return;
    const heldOut = await chooseHeldOut(dialogue, questions);
    if (heldOut === undefined) return;
    const { device, seed, variant, ...defaults } = runDefaults();
    const leak = from === FROM_NOTHING ? await mayTrain(lab, variant) : {};
    if (leak === undefined) return;
    // A pretrained model goes on in the manner in which it began.
    const former = lab.store.find(from)?.config.preset ?? '';
    const preset = isPreset(former) ? former : defaults.preset;
    const base = from === FROM_NOTHING ? { variant } : { from };
    const stem = `${stemOf(questions.fsPath)}-${from === FROM_NOTHING ? stemOf(variant) : stemOf(from)}`;
    const out = await newRunFolder(runsFolderFor(questions), stem);
    const options = { questions: questions.fsPath, ...heldOut, ...base, preset, device, seed, out };
    dialogue.dispose();
    await startRun(lab, { args: finetuneArguments({ ...options, ...leak }), out });
  });

async function choosePretrained({ store }: Lab, dialogue: Dialogue): Promise<string | undefined> {
  const t = vscode.l10n.t;
  await store.refresh();
  const runs: DialogueItem<string>[] = store.runs
    .filter((run) => run.config.task === 'pretrain' && hasModel(run))
    .map((run) => ({ ...choiceOf(run), value: run.path }));
  const nothing = {
    label: t('No pretraining'),
    detail: t('random weights, to compare with'),
    value: FROM_NOTHING,
  };
  return dialogue.choose({ title: t('Which model should be finetuned?'), choices: [...runs, nothing] });
}

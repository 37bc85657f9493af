/**
 * *Branch run…*: a new run that goes another way from a checkpoint of one.
 */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { wholeNumber } from '../../numbers/formats';
import { readRecord } from '../../runs/control/recordFile';
import { appliedAt } from '../../runs/control/request';
import { requestInWords } from '../../runs/control/words';
import { RunFolder } from '../../runs/runFolder';
import type { RunSummary } from '../../runs/runSummary';
import { type Dialogue, inDialogue } from './dialogue';
import type { Command } from './lab';
import { runFor } from './pick';
import { runVerb } from './runVerb';
import { newRunFolder } from './startRun';

/** Asks from which checkpoint, makes the run and shows it; *Resume run* trains it. */
export const branchRun: Command = (lab, argument) =>
  inDialogue('branch', async (dialogue) => {
    const t = vscode.l10n.t;
    const title = t('Which run should be left?');
    const run = await runFor(lab, dialogue, argument, { title, fits: ({ status }) => status !== undefined });
    if (!run) return;
    const step = await askForStep(dialogue, run);
    dialogue.dispose();
    if (step === undefined) return;
    const folder = new RunFolder(run.path);
    const out = await newRunFolder(dirname(run.path), `${folder.name}-from-${step}`);
    const args = ['branch', `--run=${run.path}`, `--step=${step}`, `--out=${out}`];
    const made = await runVerb(lab, {
      args,
      folder: dirname(run.path),
      title: t('Leaving {0} at step {1}', run.name, step),
    });
    if (made === undefined) return;
    await lab.store.refresh();
    lab.panel.show({ page: 'training', runs: [out, run.path] });
  });

async function askForStep(dialogue: Dialogue, run: RunSummary): Promise<number | undefined> {
  const t = vscode.l10n.t;
  const folder = new RunFolder(run.path);
  const record = await readRecord(folder);
  const asked = (step: number) =>
    record
      .filter((entry) => appliedAt(entry) === step)
      .map(({ request }) => requestInWords(request))
      .join(', ');
  const choices = [...(await folder.checkpointSteps())].reverse().map((value, index) => ({
    label: t('step {0}', wholeNumber(value)),
    description: index === 0 ? [t('the newest'), asked(value)].filter(Boolean).join(', ') : asked(value),
    value,
  }));
  return dialogue.choose({ title: t('From where should {0} go another way?', run.name), choices });
}

/**
 * Takes hold of a run while it is trained: pause, stop, discard, evaluate, checkpoint, change.
 *
 * That it was asked for is said at once, and then what became of it, in the status bar; the panel and the run's
 * record keep both.
 */
import * as vscode from 'vscode';
import { ask } from '../../runs/control/ask';
import { CHANGES, type ChangeName, readChange } from '../../runs/control/readChange';
import { readRecord } from '../../runs/control/recordFile';
import type { ControlRequest, PLAIN_REQUESTS } from '../../runs/control/request';
import { Steering } from '../../runs/control/steering';
import { outcomeInWords, requestInWords } from '../../runs/control/words';
import { RunFolder } from '../../runs/runFolder';
import { type RunSummary, isRunning } from '../../runs/runSummary';
import { UserError } from '../../files/userError';
import { withoutLinks } from '../problemWords';
import { type Dialogue, askedIn, inDialogue } from './dialogue';
import type { Command } from './lab';
import { runFor } from './pick';

const ANSWER_SHOWN_MS = 6000;

/** Asks for something to be done to a run, and says what became of it. */
export async function askRun({ path, name }: RunSummary, wanted: ControlRequest): Promise<void> {
  const t = vscode.l10n.t;
  const { request, answer } = await ask(new RunFolder(path), wanted, 'editor');
  const title = t('{0}: {1}, asked at step {2}', name, requestInWords(wanted), request.asked);
  const location = vscode.ProgressLocation.Window;
  const { outcome } = await vscode.window.withProgress({ location, title }, answer);
  const words = `${name}: ${requestInWords(wanted)}, ${outcomeInWords(wanted, outcome)}`;
  if ('refused' in outcome) void vscode.window.showWarningMessage(withoutLinks(words));
  else vscode.window.setStatusBarMessage(words, ANSWER_SHOWN_MS);
}

type Plain = (typeof PLAIN_REQUESTS)[number];

/** A command that asks for one thing; where several runs are at work, which is asked first. */
function plain(kind: Plain, fits = isRunning): Command {
  return async (lab, argument) => {
    const title = vscode.l10n.t('Which run is meant?');
    const run = await askedIn(kind, (dialogue) => runFor(lab, dialogue, argument, { title, fits }));
    if (run) await askRun(run, { kind });
  };
}

/** *Pause run*: it stays in memory and gives the processor back. */
export const pause = plain('pause', ({ state }) => state === 'running');

/** *Stop run*: the trainer ends after its current step, with a checkpoint. */
export const stop = plain('stop');

/** *Evaluate run now*: asks the held-out questions. */
export const evaluateNow = plain('evaluate');

/** *Keep checkpoint now*. */
export const checkpointNow = plain('checkpoint');

/** *Discard run*: the trainer ends and its folder is deleted, after asking whether it is meant. */
export const discard: Command = (lab, argument) =>
  inDialogue('discard', async (dialogue) => {
    const t = vscode.l10n.t;
    const title = t('Which run should be discarded?');
    const run = await runFor(lab, dialogue, argument, { title, fits: isRunning, careful: true });
    dialogue.dispose();
    if (!run) return;
    const detail = t('It ends, and all that was made of it in {0} is deleted.', run.path);
    const button = t('Discard {0}', run.name);
    const question = withoutLinks(t('Discard the run {0}?', run.name));
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
    if (answer !== button) return;
    await askRun(run, { kind: 'discard' });
    await lab.store.refresh();
  });

/** *Change run…*: a setting that holds from the next step on. */
export const change: Command = async (lab, argument) => {
  const asked = await askedIn('change', async (dialogue) => {
    const title = vscode.l10n.t('Which run should be changed?');
    const run = await runFor(lab, dialogue, argument, { title, fits: () => true });
    const words = run && (await askForChange(dialogue, run));
    return run && words !== undefined ? { run, words } : undefined;
  });
  if (asked) await askRun(asked.run, { kind: 'change', change: readChange([asked.words]) });
};

/** `learning-rate=0.001`; undefined when it was left. */
async function askForChange(dialogue: Dialogue, run: RunSummary): Promise<string | undefined> {
  const t = vscode.l10n.t;
  const record = await readRecord(new RunFolder(run.path));
  const now = new Steering(run.config, record).settingsAt(run.status?.step ?? 0);
  const labels: Readonly<Record<ChangeName, readonly [label: string, value: string]>> = {
    'learning-rate': [t('Learning rate'), String(now.learningRate)],
    'weight-decay': [t('Weight decay'), String(now.weightDecay)],
    dropout: [t('Dropout'), String(now.dropout)],
    steps: [t('Steps'), String(now.steps)],
    silence: [t('Silent heads'), now.silenced.join(', ') || t('none')],
  };
  const choices = CHANGES.map((value) => {
    const [label, description] = labels[value];
    return { label, description, value };
  });
  const name = await dialogue.choose({ title: t('What should change in {0}?', run.name), choices });
  if (name === undefined) return undefined;
  const [label, value] = labels[name];
  const typed = await dialogue.aside(() =>
    vscode.window.showInputBox({
      title: t('{0} of {1}, from the next step on', label, run.name),
      value,
      ...(name === 'silence'
        ? { prompt: t('Layer and head from 1, as in 1.2, 3.4; none lets all speak.') }
        : {}),
      validateInput: (text) => problemOf(() => readChange([`${name}=${text}`])),
    }),
  );
  return typed === undefined ? undefined : `${name}=${typed}`;
}

/** What is wrong with what was typed, as its reader says; undefined when nothing is. */
export function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

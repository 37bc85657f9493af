/**
 * *Pretrain model*: from the active text, or a picked one, to a running trainer in two questions.
 */
import * as vscode from 'vscode';
import { pretrainArguments } from '../../training/options';
import type { Preset } from '../../training/presets';
import { promptsFor, runDefaults, runsFolderFor } from '../views/settings';
import { type DialogueItem, type Dialogue, inDialogue } from './dialogue';
import type { Command } from './lab';
import { Estimates, type PlannedTraining } from './estimates';
import { mayTrain } from './leakQuestion';
import { type TrainingChoice, chooseByHand } from './trainingChoice';
import { fileFor } from './pick';
import { newRunFolder, startRun, stemOf } from './startRun';

/** Asks for a text, a variant and a preset, and starts a run. */
export const pretrain: Command = (lab, argument) =>
  inDialogue('pretrain', async (dialogue) => {
    const title = vscode.l10n.t('Which text should the model learn? One document a line.');
    const corpus = await fileFor(dialogue, argument, { kind: 'txt', title });
    if (!corpus) return;
    const defaults = runDefaults();
    // What was chosen last comes first. It is kept by the editor: a choice must not write settings files.
    const { workspaceState: memory } = lab.context;
    const variant = await chooseVariant(dialogue, memory.get('variant', defaults.variant));
    if (variant === undefined) return;
    const planned = { corpus: corpus.fsPath, variant, device: defaults.device, prompts: promptsFor(corpus) };
    const estimates = new Estimates(lab);
    const choice = await chooseTraining(
      dialogue,
      planned,
      estimates,
      memory.get('preset', defaults.preset),
    ).finally(() => {
      estimates.dispose();
    });
    if (choice === undefined) return;
    const { preset } = choice;
    await memory.update('variant', variant);
    await memory.update('preset', preset);
    const leak = await mayTrain(lab, variant);
    if (leak === undefined) return;
    const out = await newRunFolder(runsFolderFor(corpus), `${stemOf(corpus.fsPath)}-${stemOf(variant)}`);
    const { device, seed } = defaults;
    const options = { ...planned, ...chosenOptions(choice), device, seed, out };
    dialogue.dispose();
    await startRun(lab, { args: pretrainArguments({ ...options, ...leak }), out });
  });

/** The built-in variants, and in a trusted workspace the modules in its `attention` folder. */
async function chooseVariant(dialogue: Dialogue, preferred: string): Promise<string | undefined> {
  const t = vscode.l10n.t;
  const variants: readonly DialogueItem<string>[] = [
    { label: 'rope', detail: t('positions as rotations: the best in the study'), value: 'rope' },
    { label: 'vanilla', detail: t('learned positions, as in the study'), value: 'vanilla' },
    { label: 'synthesizer', detail: t('weights that do not compare characters'), value: 'synthesizer' },
    { label: 'perceiver', detail: t('the text squeezed through a few latents'), value: 'perceiver' },
  ];
  const own = vscode.workspace.isTrusted ? await ownVariants() : [];
  return dialogue.choose({
    title: t('Which kind of attention?'),
    choices: [...variants, ...own],
    preferred: (value) => value === preferred,
  });
}

async function ownVariants(): Promise<readonly DialogueItem<string>[]> {
  const found = await vscode.workspace.findFiles('**/*.attention.{js,ts}', '**/node_modules/**', 20);
  return found.map((uri) => ({
    label: stemOf(uri.fsPath),
    detail: vscode.workspace.asRelativePath(uri),
    value: uri.fsPath,
  }));
}

/** A preset, each with what it will take here and now; or sizes of one's own. */
async function chooseTraining(
  dialogue: Dialogue,
  planned: Omit<PlannedTraining, 'preset'> & { readonly variant: string },
  estimates: Estimates,
  preferred: Preset,
): Promise<TrainingChoice | undefined> {
  const t = vscode.l10n.t;
  const details: Readonly<Record<Preset, string>> = {
    fast: t('the shortest way to a good model'),
    quick: t('a small model, to look around'),
    study: t('the published schedule, the longest'),
  };
  const choices: readonly DialogueItem<Preset | 'more'>[] = [
    ...PRESET_ORDER.map((preset) => ({ label: preset, detail: details[preset], value: preset })),
    {
      label: t('$(settings) More…'),
      detail: t('what is learned, sizes and tokens of your own'),
      value: 'more',
    },
  ];
  const chosen = await dialogue.choose({
    title: t('Which preset?'),
    choices,
    preferred: (value) => value === preferred,
    details: async (value) => {
      const words = value === 'more' ? undefined : await estimates.of({ ...planned, preset: value });
      return words === undefined || value === 'more' ? undefined : `${words} · ${details[value]}`;
    },
  });
  const { prompts } = planned;
  if (chosen !== 'more') return chosen && { preset: chosen, prompts };
  const estimate = (choice: TrainingChoice) => {
    estimates.restart();
    return estimates.of({ ...planned, ...chosenOptions(choice) });
  };
  return chooseByHand(dialogue, planned.variant, estimate, { preset: preferred, prompts });
}

/** The choice as options of the command line. */
function chosenOptions({ preset, sizes, tokens, objective, prompts }: TrainingChoice) {
  return {
    ...{ preset, ...sizes, prompts },
    ...(tokens === undefined ? {} : { tokens: `bpe:${tokens}` }),
    ...(objective === undefined ? {} : { objective }),
  };
}

/** Those that most people want come first. */
const PRESET_ORDER: readonly Preset[] = ['fast', 'quick', 'study'];

/**
 * *Finetune model*: teaches a pretrained model to answer a file of questions.
 */
import { describeRun } from '../views/describeRun';
import { runDefaults, runsFolderFor } from '../views/settings';
import { finetuneArguments } from '../../training/options';
import { isPreset } from '../../training/presets';
import type { Command, Lab } from './lab';
import { type Choice, choose, fileFor } from './pick';
import { newRunFolder, startRun, stemOf } from './startRun';

const FROM_NOTHING = '';

/** See the header. */
export const finetune: Command = async (lab, argument) => {
  const questions = await fileFor(argument, 'tsv', 'Finetune on which questions? Question, tab, answer.');
  if (!questions) return;
  const from = await choosePretrained(lab);
  if (from === undefined) return;
  const { device, seed, variant, ...defaults } = runDefaults();
  // A pretrained model goes on in the manner in which it began.
  const former = lab.store.find(from)?.config.preset ?? '';
  const preset = isPreset(former) ? former : defaults.preset;
  const base = from === FROM_NOTHING ? { variant } : { from };
  const stem = `${stemOf(questions.fsPath)}-${from === FROM_NOTHING ? stemOf(variant) : stemOf(from)}`;
  const out = await newRunFolder(runsFolderFor(questions), stem);
  const options = { questions: questions.fsPath, ...base, preset, device, seed, out };
  await startRun(lab, { args: finetuneArguments(options), out });
};

async function choosePretrained(lab: Lab): Promise<string | undefined> {
  await lab.store.look();
  const runs: Choice<string>[] = lab.store.runs
    .filter(({ config, status }) => config.task === 'pretrain' && (status?.step ?? 0) > 0)
    .map((run) => ({ label: run.name, description: describeRun(run), value: run.path }));
  const nothing = { label: 'No pretraining', detail: 'random weights, to compare with', value: FROM_NOTHING };
  return choose('Finetune which model?', [...runs, nothing]);
}

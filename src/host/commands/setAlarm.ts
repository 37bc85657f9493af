/**
 * *Set alarm…*: what a run is watched for, and what is to become of it then.
 */
import * as vscode from 'vscode';
import { alarmsSet } from '../../runs/control/alarms';
import { ALARMS, type AlarmName, readAlarm, whenOf } from '../../runs/control/readAlarm';
import { readRecord } from '../../runs/control/recordFile';
import type { AlarmAction, ControlRequest } from '../../runs/control/request';
import { alarmInWords } from '../../runs/control/words';
import { RunFolder } from '../../runs/runFolder';
import type { RunSummary } from '../../runs/runSummary';
import { askRun, problemOf } from './controlRun';
import { type Dialogue, type DialogueItem, askedIn } from './dialogue';
import type { Command } from './lab';
import { runFor } from './pick';

/** *Set alarm…*; also takes one away. */
export const setAlarm: Command = async (lab, argument) => {
  const asked = await askedIn('setAlarm', async (dialogue) => {
    const title = vscode.l10n.t('Which run should be watched?');
    const run = await runFor(lab, dialogue, argument, { title, fits: () => true });
    const wanted = run && (await askForAlarm(dialogue, run));
    return run && wanted ? { run, wanted } : undefined;
  });
  if (asked) await askRun(asked.run, asked.wanted);
};

/** What a person types, and what stands there at first; an alarm without is set at once. */
interface Condition {
  readonly label: string;
  readonly value?: { readonly begin: string; readonly prompt: string };
}

function conditions(): Readonly<Record<AlarmName, Condition>> {
  const t = vscode.l10n.t;
  const share = { begin: '90%', prompt: t('A share, as 90% or 0.9.') };
  const steps = t('The mean loss of the last so many steps is compared with that of as many before them.');
  return {
    nan: { label: t('The loss is NaN') },
    flat: { label: t('The loss has not fallen for some steps'), value: { begin: '100', prompt: steps } },
    accuracy: { label: t('Accuracy is reached'), value: share },
    'exact-match': { label: t('Exact match is reached'), value: share },
  };
}

async function askForAlarm(dialogue: Dialogue, run: RunSummary): Promise<ControlRequest | undefined> {
  const t = vscode.l10n.t;
  const set = alarmsSet(await readRecord(new RunFolder(run.path)));
  const table = conditions();
  const choices = ALARMS.map((name) => {
    const alarm = set.find(({ alarm: { when } }) => when === whenOf(name))?.alarm;
    const description = alarm ? t('set: {0}', alarmInWords(alarm)) : '';
    return { label: table[name].label, description, value: { name, isSet: alarm !== undefined } };
  });
  const chosen = await dialogue.choose({ title: t('When should an alarm ring for {0}?', run.name), choices });
  if (!chosen) return undefined;
  const { name, isSet } = chosen;
  const action = await dialogue.choose({
    title: t('What should happen then?'),
    choices: actions(name, isSet),
  });
  const { label, value } = table[name];
  if (action === undefined || action === 'off' || !value) return action && readAlarm(`${name}:${action}`);
  const typed = await dialogue.aside(() =>
    vscode.window.showInputBox({
      title: t('{0}: {1}', run.name, label),
      value: value.begin,
      prompt: value.prompt,
      validateInput: (text) => problemOf(() => readAlarm(`${name}=${text}:${action}`)),
    }),
  );
  return typed === undefined ? undefined : readAlarm(`${name}=${typed}:${action}`);
}

function actions(name: AlarmName, isSet: boolean): readonly DialogueItem<AlarmAction | 'off'>[] {
  const t = vscode.l10n.t;
  const broken = name === 'nan';
  return [
    { label: t('$(bell) Tell me'), value: 'notify' },
    ...(broken ? [] : [{ label: t('$(debug-pause) Pause the run'), value: 'pause' as const }]),
    {
      label: t('$(debug-stop) Stop the run'),
      description: broken ? t('at its last checkpoint, to go on from there') : t('and save it'),
      value: 'stop',
    },
    ...(isSet ? [{ label: t('$(bell-slash) Take this alarm away'), value: 'off' as const }] : []),
  ];
}

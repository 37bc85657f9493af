/**
 * *Show devices*: what can run here, and why the others cannot; choosing one makes it the default.
 */
import * as v from 'valibot';
import { wholeNumber } from '../../numbers/formats';
import * as vscode from 'vscode';
import { type DeviceReport, deviceReports } from '../../engine/devices/deviceReport';
import { setDefault, runDefaults } from '../views/settings';
import type { Command } from './lab';
import { withoutLinks } from '../problemWords';
import { type DialogueItem, inDialogue } from './dialogue';
import { runVerb } from './runVerb';

/** Lists the devices, tried just now, and sets `attentionLab.device` to the chosen one. */
export const showDevices: Command = async (lab) => {
  const t = vscode.l10n.t;
  const printed = await runVerb(lab, {
    title: t('Trying every device'),
    args: ['devices', '--json'],
    folder: lab.context.extensionPath,
  });
  if (printed === undefined) return;
  const reports = v.parse(deviceReports, JSON.parse(printed));
  await inDialogue('devices', async (dialogue) => {
    const automatic = {
      label: '$(sparkle) auto',
      detail: t('the fastest that computes right'),
      value: 'auto',
    };
    const device = await dialogue.choose({
      title: t('Which device should new runs be trained on?'),
      choices: [automatic, ...reports.map(choiceOf)],
      preferred: (id) => id === runDefaults().device,
    });
    dialogue.dispose();
    const chosen = reports.find(({ id }) => id === device);
    if (chosen && !chosen.available)
      await vscode.window.showWarningMessage(withoutLinks(`${chosen.title}: ${chosen.problem ?? ''}`));
    else if (device !== undefined) await setDefault('device', device);
  });
};

function choiceOf({
  id,
  title,
  available,
  hardware,
  tokensPerSecond,
  problem,
}: DeviceReport): DialogueItem<string> {
  const speed = tokensPerSecond === undefined ? '' : ` · ${wholeNumber(tokensPerSecond)} tokens/s`;
  return {
    label: `$(${available ? 'pass' : 'circle-slash'}) ${id}`,
    description: hardware?.name ?? title,
    detail: available
      ? vscode.l10n.t('runs here{0}', speed)
      : (problem ?? vscode.l10n.t('does not run here')),
    value: id,
  };
}

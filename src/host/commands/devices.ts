/**
 * *Show devices*: what can run here, and why the others cannot; choosing one makes it the default.
 */
import { wholeNumber } from '../../numbers/formats';
import * as vscode from 'vscode';
import { setDefault, runDefaults } from '../views/settings';
import type { Command } from './lab';
import { type Choice, choose } from './pick';
import { runVerb } from './runVerb';

/** What `attention-lab devices --json` says of one device. */
interface DeviceReport {
  readonly id: string;
  readonly title: string;
  readonly available: boolean;
  readonly hardware?: { readonly name: string };
  readonly gflops?: number;
  readonly problem?: string;
}

/** See the header. */
export const showDevices: Command = async (lab) => {
  const printed = await runVerb(lab, {
    title: 'Trying every device',
    args: ['devices', '--json'],
    folder: lab.context.extensionPath,
  });
  if (printed === undefined) return;
  // Sound: our own command's output, in the form above.
  const reports = JSON.parse(printed) as readonly DeviceReport[];
  const automatic = { label: '$(sparkle) auto', detail: 'the fastest that computes right', value: 'auto' };
  const device = await choose(
    'Train on which device?',
    [automatic, ...reports.map(choiceOf)],
    (id) => id === runDefaults().device,
  );
  const chosen = reports.find(({ id }) => id === device);
  if (chosen && !chosen.available)
    await vscode.window.showWarningMessage(`${chosen.title}: ${chosen.problem ?? ''}`);
  else if (device !== undefined) await setDefault('device', device);
};

function choiceOf({ id, title, available, hardware, gflops, problem }: DeviceReport): Choice<string> {
  const speed = gflops === undefined ? '' : ` · ${wholeNumber(gflops)} GFLOPS`;
  return {
    label: `$(${available ? 'pass' : 'circle-slash'}) ${id}`,
    description: hardware?.name ?? title,
    detail: available ? `runs here${speed}` : (problem ?? 'does not run here'),
    value: id,
  };
}

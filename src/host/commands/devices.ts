/**
 * *Show devices*: what can run here, and why the others cannot; choosing one makes it the default.
 */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { type DeviceReport, deviceReports } from '../../engine/devices/deviceReport';
import { setDefault, runDefaults } from '../views/settings';
import type { Command } from './lab';
import { type Choice, choose } from './pick';
import { runVerb } from './runVerb';

/** See the header. */
export const showDevices: Command = async (lab) => {
  const printed = await runVerb(lab, {
    title: 'Trying every device',
    args: ['devices', '--json'],
    folder: lab.context.extensionPath,
  });
  if (printed === undefined) return;
  const reports = v.parse(deviceReports, JSON.parse(printed));
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
  const speed = gflops === undefined ? '' : ` · ${gflops.toFixed(0)} GFLOPS`;
  return {
    label: `$(${available ? 'pass' : 'circle-slash'}) ${id}`,
    description: hardware?.name ?? title,
    detail: available ? `runs here${speed}` : (problem ?? 'does not run here'),
    value: id,
  };
}

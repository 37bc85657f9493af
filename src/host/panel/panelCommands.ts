/**
 * What the panel may ask for, as commands of the editor.
 */
import type { PanelCommand } from '../../processes/fromPanel';

/** The names of the commands, without the extension's. */
export const COMMANDS: Readonly<Record<PanelCommand, string>> = {
  pretrain: 'pretrain',
  pause: 'pauseRun',
  stop: 'stopRun',
  resume: 'resumeRun',
  discard: 'discardRun',
  evaluateNow: 'evaluateRunNow',
  checkpointNow: 'checkpointRunNow',
  change: 'changeRun',
  alarm: 'setAlarm',
  branch: 'branchRun',
  openFolder: 'openRunFolder',
  newDataset: 'newDataset',
  checkTrust: 'checkTrust',
  evaluate: 'evaluate',
  finetune: 'finetune',
  openModel: 'openModel',
  closeModel: 'closeModel',
  exportModel: 'exportModel',
  showLog: 'showLog',
};

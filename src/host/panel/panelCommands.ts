/**
 * What the panel may ask for, as commands of the editor.
 */
import type { PanelCommand } from '../../processes/fromPanel';

/** The end of each command's name. */
export const COMMANDS: Readonly<Record<PanelCommand, string>> = {
  pretrain: 'pretrain',
  stop: 'stopRun',
  resume: 'resumeRun',
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

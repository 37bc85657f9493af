/**
 * All commands, by their names in the manifest.
 */
import * as vscode from 'vscode';
import { parseSelection } from '../../processes/panelSelection';
import { THEORY_PAGES, encodeState, theoryState } from '../../theory/sharing';
import * as arrange from './arrangeRuns';
import { askQuestion } from './askQuestion';
import { branchRun } from './branchRun';
import { checkTask } from './checkTask';
import * as control from './controlRun';
import { showDevices } from './devices';
import { evaluate } from './evaluate';
import { exportModel } from './exportModel';
import { finetune } from './finetune';
import * as label from './labelRun';
import type { Command, Lab } from './lab';
import { newDataset } from './newDataset';
import { newVariant } from './newVariant';
import { closeModel, openModel } from './openModel';
import { pretrain } from './pretrain';
import { closeResults, nextWrong, previousWrong } from './results';
import * as run from './runActions';
import { openReport } from './report';
import { newExperiment, runExperiment } from './experiments';
import { setAlarm } from './setAlarm';
import * as slurm from './slurm';
import { runStudy } from './study';
import { setUpTensorFlow } from './tensorFlow';
import { checkTrust } from './trust';

/** At the page that a link of a lesson names; where it was left without one. */
const viewPanel: Command = (lab, argument) => {
  lab.panel.show(typeof argument === 'string' ? { page: parseSelection({ page: argument }).page } : {});
  return Promise.resolve();
};

const exploreTheory: Command = (lab, argument) => {
  const page = THEORY_PAGES.find((name) => name === argument);
  lab.panel.show({ page: 'theory' }, page && encodeState(theoryState(page)));
  return Promise.resolve();
};

const tableOfRuns: Command = (lab) => {
  lab.table.show();
  return Promise.resolve();
};

const showLog: Command = (lab) => {
  lab.problems.showLog();
  return Promise.resolve();
};

const COMMANDS: Readonly<Record<string, Command>> = {
  pretrain,
  finetune,
  evaluate,
  evaluateFile: evaluate,
  finetuneFile: finetune,
  pretrainFile: pretrain,
  viewPanel,
  exploreTheory,
  runStudy,
  runExperiment,
  runExperimentOnSlurm: slurm.runExperimentOnSlurm,
  cancelOnSlurm: slurm.cancelOnSlurm,
  retryOnSlurm: slurm.retryOnSlurm,
  newExperiment,
  openReport,
  checkTask,
  pauseRun: control.pause,
  stopRun: control.stop,
  discardRun: control.discard,
  evaluateRunNow: control.evaluateNow,
  checkpointRunNow: control.checkpointNow,
  changeRun: control.change,
  setAlarm,
  branchRun,
  resumeRun: run.resume,
  openRunFolder: run.openFolder,
  showRun: run.show,
  compareRuns: run.compare,
  deleteRun: run.remove,
  renameRun: label.rename,
  noteRun: label.note,
  starRun: label.star,
  sortRuns: arrange.sort,
  filterRuns: arrange.filter,
  showAllRuns: arrange.showAll,
  tableOfRuns,
  newVariant,
  checkTrust,
  showDevices,
  setUpTensorFlow,
  showLog,
  askQuestion,
  openModel,
  closeModel,
  exportModel,
  newDataset,
  nextWrong,
  previousWrong,
  closeResults,
};

/** Registers all commands. What goes wrong in one is said in words. */
export function registerCommands(lab: Lab): vscode.Disposable {
  const registered = Object.entries(COMMANDS).map(([name, command]) =>
    vscode.commands.registerCommand(`attentionLab.${name}`, async (...args: unknown[]) => {
      try {
        await command(lab, ...args);
      } catch (error) {
        lab.problems.report(error, vscode.l10n.t('The command'));
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

/**
 * Tests inside the extension host, with the editor's own interface: commands, views, settings.
 *
 * `run` is what the editor calls; it throws when a test fails.
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Lab } from '../../src/host/commands/lab';
import { PRESETS } from '../../src/training/presets';
import { RunsTree } from '../../src/host/views/runsTree';
import { homeRunsFolder, runDefaults, runsFolders } from '../../src/host/views/settings';

const ID = 'attention-lab.attention-lab';

const TESTS: Readonly<Record<string, (lab: Lab) => Promise<void>>> = {
  'every command of the manifest is there': async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest().contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  },

  'sample data are made in the workspace and opened': async () => {
    await vscode.commands.executeCommand('attentionLab.newDataset', 'people');
    const files = await readdir(join(folder(), 'attention-lab-sample'));
    assert.deepEqual(files.sort(), [
      'README.md',
      'biographies.txt',
      'birthplaces-held-out.tsv',
      'birthplaces-invented.tsv',
      'birthplaces-train.tsv',
      'people.attn.json',
      'task.json',
    ]);
    assert.match(vscode.window.activeTextEditor?.document.fileName ?? '', /biographies\.txt$/);
  },

  'settings name the presets that there are, and their defaults are taken': () => {
    const { enum: names } = manifest().contributes.configuration.properties['attentionLab.preset'] ?? {};
    assert.deepEqual([...(names ?? [])].sort(), [...PRESETS].sort());
    assert.deepEqual(runDefaults(), { variant: 'rope', preset: 'fast', device: 'auto', seed: 1 });
    return Promise.resolve();
  },

  'a changed runs folder is looked into at once': async () => {
    const settings = vscode.workspace.getConfiguration('attentionLab');
    await settings.update('runsFolder', 'elsewhere', vscode.ConfigurationTarget.Workspace);
    const home = homeRunsFolder();
    assert.deepEqual(runsFolders(), [join(folder(), 'elsewhere'), home]);
    await settings.update('runsFolder', undefined, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(runsFolders(), [join(folder(), 'runs'), home]);
  },

  'the runs view shows a finished run with its variant and what can be done with it': async ({
    store,
    problems,
  }) => {
    await store.refresh();
    const tree = new RunsTree(store, problems);
    const [run] = tree.getChildren();
    assert.ok(run, 'the prepared run is listed');
    const item = tree.getTreeItem(run);
    // Behind its score, which long names must not push out.
    assert.match(typeof item.label === 'object' ? item.label.label : (item.label ?? ''), /prepared$/);
    assert.match(String(item.description), /vanilla/);
    assert.equal(item.contextValue, 'run done');
    tree.dispose();
  },

  'a questions file gets a lens for a score, and loses it when results are closed': async ({ results }) => {
    const file = vscode.Uri.file(join(folder(), 'attention-lab-sample', 'birthplaces-train.tsv'));
    const line = { line: 1, question: 'Where?', prediction: 'Arlen', answer: 'Arlen', correct: true };
    await results.show(file, {
      run: 'prepared',
      predictions: '',
      scored: 1,
      correct: 1,
      accuracy: 1,
      interval: { low: 0.2, high: 1 },
      baseline: { answer: 'Arlen', correct: 1 },
      lines: [{ ...line, probability: 0.9, reasons: [] }],
    });
    const lenses = () =>
      vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file, 10);
    const shown = await lenses();
    assert.ok(shown.some(({ command }) => command?.title.includes('1 of 1 right')));
    await vscode.commands.executeCommand('attentionLab.closeResults');
    assert.equal((await lenses()).length, 0);
  },
};

/** Called by the editor. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<Lab>(ID);
  assert.ok(extension, 'the extension is installed');
  const started = performance.now();
  const lab = await extension.activate();
  console.log(`activated in ${(performance.now() - started).toFixed(0)} ms`);
  const failed: string[] = [];
  for (const [name, test] of Object.entries(TESTS)) {
    try {
      await test(lab);
      console.log(`ok: ${name}`);
    } catch (error) {
      failed.push(name);
      console.log(`failed: ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failed.length > 0) throw new Error(`failed: ${failed.join('; ')}`);
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
    };
  };
}

function manifest(): Manifest {
  // Sound: this is the project's own package.json.
  return vscode.extensions.getExtension(ID)?.packageJSON as Manifest;
}

function folder(): string {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'a folder is open');
  return first.uri.fsPath;
}

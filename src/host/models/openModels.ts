/**
 * The models that were opened in this workspace: remembered by the editor, read where they lie.
 */
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { OpenOptions } from '../../model/openOptions';
import {
  type ListedModel,
  type OpenedByPath,
  modelName,
  openedModelSchema,
} from '../../processes/openedByPath';

/** Where they are kept: with the workspace, never in a folder. */
const KEY = 'attentionLab.openModels';

/** What others may ask about them. */
export type KnownModels = Pick<OpenModels, 'all' | 'listed' | 'find' | 'onDidChange'>;

/** The list of models opened by their path, kept in the state of the workspace. */
export class OpenModels implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly memory: vscode.Memento) {}

  /** All of them, the one opened last first. */
  get all(): readonly OpenedByPath[] {
    const kept = this.memory.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter((one) => v.is(openedModelSchema, one)) : [];
  }

  /** The same, as lists show them. */
  get listed(): readonly ListedModel[] {
    return this.all.map(({ path }) => ({ path, name: modelName(path) }));
  }

  /** The model of a path, if it is open. */
  find(path: string): OpenedByPath | undefined {
    return this.all.find((one) => one.path === path);
  }

  /** Remembers a model, in place of what was known of its path. */
  async add(model: OpenedByPath): Promise<void> {
    await this.keep([model, ...this.all.filter(({ path }) => path !== model.path)]);
  }

  /** Forgets a model; its files stay as they are. */
  async remove(path: string): Promise<void> {
    await this.keep(this.all.filter((one) => one.path !== path));
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async keep(models: readonly OpenedByPath[]): Promise<void> {
    await this.memory.update(KEY, models);
    this.changed.fire();
  }
}

/** What the core is told about how to open a model. */
export function openOptionsOf({ template, corpus, heads }: OpenedByPath): OpenOptions {
  return {
    ...(template === undefined ? {} : { template }),
    ...(corpus === undefined ? {} : { corpus }),
    ...(heads === undefined ? {} : { heads }),
  };
}

/** Where nothing has been opened. */
export const NO_MODELS: KnownModels = {
  all: [],
  listed: [],
  find: () => undefined,
  onDidChange: () => new vscode.Disposable(() => undefined),
};

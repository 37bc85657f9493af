/**
 * What the panel knows: its own selection and preferences, which it keeps, and what the host has sent.
 */
import type { FromPanel, PanelCommand } from '../../src/processes/fromPanel';
import type {
  HeadTimeline,
  ControlView,
  HeadWeights,
  HeadsView,
  Refusal,
  RunReferences,
  ToPanel,
} from '../../src/processes/panelMessages';
import { goneRuns } from '../../src/processes/goneRuns';
import type { ListedModel } from '../../src/processes/openedByPath';
import {
  type PanelSelection,
  type SelectionChange,
  parseSelection,
  withChange,
} from '../../src/processes/panelSelection';
import type { MetricsChange, RunMetrics } from '../../src/runs/metrics';
import type { CostProgress, ModelQuantities } from '../../src/theory/results';
import { type RunSummary, runToShow } from '../../src/runs/runSummary';
import type { Host } from './host';
import { changedMetrics } from '../training/curves';
import { type Preferences, parsePreferences } from './preferences';

/** What is known of how far a run's answers can be believed: as the host says it, one after the other. */
type KnownTrust = Pick<Extract<ToPanel, { readonly kind: 'trust' }>, 'report' | 'checking' | 'problem'>;

/** What came last of a kind, or why it cannot be had, be it of another model than the one that is shown now. */
interface Latest<View> {
  readonly run: string;
  readonly view?: View;
  readonly refusal?: Refusal;
}

/** The panel’s state. Listeners are called after every change. */
export class PanelState {
  selection: PanelSelection;
  preferences: Preferences;
  /** All runs of the workspace, newest first; undefined until the host has sent them. */
  runs: readonly RunSummary[] | undefined;
  /** Models that were opened by their paths. */
  models: readonly ListedModel[] = [];
  readonly metrics = new Map<string, RunMetrics>();
  /** Why a run's metrics cannot be had. */
  readonly noMetrics = new Map<string, Refusal>();
  /** What people asked of runs. */
  readonly control = new Map<string, ControlView>();
  readonly references = new Map<string, RunReferences>();
  /** What the heads of runs scored while they learned. */
  readonly timelines = new Map<string, HeadTimeline>();
  /** Whether answers can be believed, by run; none until the host has said so. */
  readonly trust = new Map<string, KnownTrust>();
  /** Times that were measured on this machine: it took its while. */
  cost: CostProgress | undefined;
  /** Why times could not be measured, or not all of them. */
  noCost: Refusal | undefined;
  /** The enlarged head in full precision. */
  head: HeadWeights | undefined;
  private latestHeads: Latest<HeadsView> | undefined;
  private latestQuantities: Latest<ModelQuantities> | undefined;
  /** A shared state of the theory's pages that is to be taken up. */
  private sharedTheory: string | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly messageListeners = new Set<(message: ToPanel) => void>();

  constructor(private readonly host: Host) {
    const kept = host.recall();
    this.selection = parseSelection(kept);
    this.preferences = parsePreferences(kept);
    host.listen((message) => {
      this.receive(message);
    });
    host.send({ kind: 'ready', selection: this.selection });
  }

  /** Calls back after every change; returns what ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls back with every message of the host, for who waits for an answer of its own. */
  onMessage(listener: (message: ToPanel) => void): () => void {
    this.messageListeners.add(listener);
    return () => this.messageListeners.delete(listener);
  }

  /** Changes what the panel shows, and asks the host for it. */
  select(change: SelectionChange): void {
    this.adopt(change);
    this.changed();
  }

  /** Asks the host for all that belongs to the selection once more. */
  refresh(): void {
    this.send({ kind: 'refresh' });
  }

  /** A shared state of the theory's pages that somebody has opened; handed out once. */
  takeSharedTheory(): string | undefined {
    const { sharedTheory } = this;
    this.sharedTheory = undefined;
    return sharedTheory;
  }

  /** Changes how things are drawn, which is nobody else's business. */
  prefer(change: Partial<Preferences>): void {
    this.preferences = { ...this.preferences, ...change };
    this.keep();
    this.changed();
  }

  /** Asks for one of the editor's commands. */
  command(command: PanelCommand, run?: string): void {
    this.send({ kind: 'command', command, ...(run === undefined ? {} : { run }) });
  }

  /** Says something to the host. */
  send(message: FromPanel): void {
    this.host.send(message);
  }

  /** The model that is shown, where it was opened by its path and has no run. */
  get shownModel(): ListedModel | undefined {
    const runs = this.runs ?? [];
    const known = (path: string) =>
      runs.some((run) => run.path === path) || this.models.some((one) => one.path === path);
    const first = this.selection.runs.find(known) ?? runToShow(runs)?.path ?? this.models[0]?.path;
    return this.models.find(({ path }) => path === first);
  }

  /** The runs that are shown, first the one whose heads are; none where a model is that has no run. */
  get shownRuns(): readonly RunSummary[] {
    if (this.shownModel) return [];
    const runs = this.runs ?? [];
    const selected = this.selection.runs.flatMap((path) => runs.find((run) => run.path === path) ?? []);
    if (selected.length > 0) return selected;
    const shown = runToShow(runs);
    return shown ? [shown] : [];
  }

  /** The path of the run or model whose heads are shown. */
  get shownPath(): string | undefined {
    return (this.shownModel ?? this.shownRuns[0])?.path;
  }

  /** The maps of the model that is shown; undefined until they have come. */
  get heads(): HeadsView | undefined {
    return this.ofShown(this.latestHeads)?.view;
  }

  /** Why there are no heads to show of the model that is shown. */
  get noHeads(): Refusal | undefined {
    return this.ofShown(this.latestHeads)?.refusal;
  }

  /** The theory's quantities, measured on the model that is shown; undefined until they have come. */
  get quantities(): ModelQuantities | undefined {
    return this.ofShown(this.latestQuantities)?.view;
  }

  /** Why they cannot be had. */
  get noQuantities(): Refusal | undefined {
    return this.ofShown(this.latestQuantities)?.refusal;
  }

  private ofShown<View>(latest: Latest<View> | undefined): Latest<View> | undefined {
    return latest?.run === this.shownPath ? latest : undefined;
  }

  private receive(message: ToPanel): void {
    this.take(message);
    for (const listener of this.messageListeners) listener(message);
    this.changed();
  }

  private take(message: ToPanel): void {
    switch (message.kind) {
      case 'runs':
        this.takeRuns(message.runs);
        return;
      case 'models':
        this.models = message.models;
        return;
      case 'metrics':
        this.takeMetrics(message.run, message.change);
        return;
      case 'noMetrics':
        this.noMetrics.set(message.run, message);
        return;
      case 'control':
        this.control.set(message.run, message);
        return;
      case 'references':
        this.references.set(message.references.run, message.references);
        return;
      case 'headTimeline':
        this.takeTimeline(message.timeline);
        return;
      case 'heads':
        // The enlarged head of another model may be of the same size.
        if (message.view.run !== this.latestHeads?.run) this.head = undefined;
        this.latestHeads = { run: message.view.run, view: message.view };
        return;
      case 'noHeads':
        this.latestHeads = { run: message.run, refusal: message };
        return;
      case 'head':
        this.head = message.weights;
        return;
      case 'show':
        this.sharedTheory = message.theory ?? this.sharedTheory;
        this.adopt(message.change);
        return;
      case 'quantities':
        this.latestQuantities = { run: message.view.run, view: message.view };
        return;
      case 'noQuantities':
        this.latestQuantities = { run: message.run, refusal: message };
        return;
      case 'cost':
        [this.cost, this.noCost] = [message.progress, undefined];
        return;
      case 'noCost':
        this.noCost = message;
        return;
      case 'trust':
        this.takeTrust(message);
        return;
      case 'analysis':
        // Goes to who has asked: see onMessage.
        return;
      default:
        message satisfies never;
    }
  }

  /** Of a run that is gone, or whose folder holds another now, nothing is known any more. */
  private takeRuns(runs: readonly RunSummary[]): void {
    for (const path of goneRuns(this.runs ?? [], runs)) {
      const { metrics, noMetrics, control, references, timelines, trust } = this;
      for (const known of [metrics, noMetrics, control, references, timelines, trust]) known.delete(path);
      if (this.latestQuantities?.run === path) this.latestQuantities = undefined;
      if (this.latestHeads?.run === path) [this.latestHeads, this.head] = [undefined, undefined];
    }
    this.runs = runs;
  }

  private takeMetrics(run: string, change: MetricsChange): void {
    const metrics = changedMetrics(this.metrics.get(run), change);
    this.noMetrics.delete(run);
    if (metrics) this.metrics.set(run, metrics);
    else this.refresh();
  }

  /** While more is found out, what was known stands. */
  private takeTrust(message: Extract<ToPanel, { readonly kind: 'trust' }>): void {
    const { run, checking } = message;
    this.trust.set(run, checking === undefined ? message : { ...this.trust.get(run), checking });
  }

  /** Of a run that has written nothing down, what was found in its checkpoints stays. */
  private takeTimeline(timeline: HeadTimeline): void {
    const { run, points } = timeline;
    const known = this.timelines.get(run)?.points.length ?? 0;
    if (points.length > 0 || known === 0) this.timelines.set(run, timeline);
  }

  private adopt(change: SelectionChange): void {
    this.selection = withChange(this.selection, change);
    this.keep();
    this.send({ kind: 'select', selection: this.selection });
  }

  private keep(): void {
    this.host.keep({ ...this.selection, preferences: this.preferences });
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

/**
 * What the panel knows: its own wishes and preferences, and the host's last word on everything else.
 */
import type { RunMetrics } from '../../src/runs/metrics';
import {
  type FromPanel,
  type HeadWeights,
  type HeadsView,
  type PanelCommand,
  type PanelWishes,
  type RunReferences,
  type ToPanel,
  parseWishes,
} from '../../src/processes/panelMessages';
import { type RunSummary, runToShow } from '../../src/runs/runSummary';
import type { Host } from './host';
import { type Preferences, parsePreferences } from './preferences';

/** A change of the wishes; `undefined` takes a wish back. */
export type WishChange = Partial<Pick<PanelWishes, 'page' | 'runs'>> & {
  readonly [Name in 'step' | 'head']?: PanelWishes[Name] | undefined;
};

/** See the header. Listeners are told of every change. */
export class PanelState {
  wishes: PanelWishes;
  preferences: Preferences;
  /** All runs of the workspace, newest first; undefined until the host has told. */
  runs: readonly RunSummary[] | undefined;
  readonly metrics = new Map<string, RunMetrics>();
  readonly references = new Map<string, RunReferences>();
  heads: HeadsView | undefined;
  /** Why there are no heads to show. */
  noHeads: string | undefined;
  /** The enlarged head in full precision. */
  head: HeadWeights | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly hearers = new Set<(message: ToPanel) => void>();

  constructor(private readonly host: Host) {
    const kept = host.recall();
    this.wishes = parseWishes(kept);
    this.preferences = parsePreferences(kept);
    host.listen((message) => {
      this.receive(message);
    });
    host.send({ kind: 'ready', wishes: this.wishes });
  }

  /** Calls back after every change; returns what ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls back with every message of the host, for pages that keep their own state. */
  onMessage(hearer: (message: ToPanel) => void): () => void {
    this.hearers.add(hearer);
    return () => this.hearers.delete(hearer);
  }

  /** Changes what the panel shows, and asks the host for it. */
  wish(change: WishChange): void {
    this.wishes = withoutUndefined({ ...this.wishes, ...change });
    this.keep();
    this.host.send({ kind: 'wishes', wishes: this.wishes });
    this.changed();
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

  /** The runs that are shown, first the one whose heads are. */
  get shownRuns(): readonly RunSummary[] {
    const runs = this.runs ?? [];
    const wished = this.wishes.runs.flatMap((path) => runs.find((run) => run.path === path) ?? []);
    if (wished.length > 0) return wished;
    const shown = runToShow(runs);
    return shown ? [shown] : [];
  }

  private receive(message: ToPanel): void {
    this.take(message);
    for (const hearer of this.hearers) hearer(message);
    this.changed();
  }

  private take(message: ToPanel): void {
    switch (message.kind) {
      case 'runs':
        this.runs = message.runs;
        return;
      case 'metrics':
        this.metrics.set(message.run, message.metrics);
        return;
      case 'references':
        this.references.set(message.references.run, message.references);
        return;
      case 'heads':
        this.heads = message.view;
        this.noHeads = undefined;
        return;
      case 'noHeads':
        this.heads = undefined;
        this.noHeads = message.reason;
        return;
      case 'head':
        this.head = message.weights;
        return;
      case 'show':
        this.wishes = { ...this.wishes, ...message.wishes };
        this.keep();
        this.host.send({ kind: 'wishes', wishes: this.wishes });
        return;
      case 'analysis':
      case 'quantities':
      case 'noQuantities':
      case 'cost':
      case 'trust':
        // Pages that keep their own state hear of these themselves.
        return;
      default:
        message satisfies never;
    }
  }

  private keep(): void {
    this.host.keep({ ...this.wishes, preferences: this.preferences });
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

function withoutUndefined(wishes: Required<Pick<PanelWishes, 'page' | 'runs'>> & WishChange): PanelWishes {
  const { page, runs, step, head } = wishes;
  return {
    page,
    runs,
    ...(step === undefined ? {} : { step }),
    ...(head === undefined ? {} : { head }),
  };
}

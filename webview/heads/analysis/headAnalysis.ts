/**
 * What the page has asked about heads, how far the answer is, and what was found.
 */
import {
  type AnalysisName,
  type HeadRequest,
  type HeadResult,
  LINE_ANALYSES,
  type NameOfScope,
  type ResultOf,
} from '../../../src/heads/kinds';
import type { HeadsView, Refusal, ToPanel } from '../../../src/processes/panelMessages';
import type { HeadAddress } from '../../../src/heads/headAddress';
import type { PanelState } from '../../frame/panelState';

/** A question on its way. */
export interface Pending {
  readonly id: number;
  readonly what: AnalysisName;
  /** The path of the run or model that it is about. */
  readonly about: string;
  /** The step of the weights that were shown when it was asked. */
  readonly step: number;
  readonly done: number;
  /** 0 until the first progress. */
  readonly total: number;
}

const known = new WeakMap<PanelState, HeadAnalysis>();

/** Requests and results of one page. One question of each kind at a time; a newer one takes the place of the older. */
export class HeadAnalysis {
  /** Called after every change that the host did not cause. */
  onChange: () => void = () => undefined;
  /** Heads that are switched off. */
  silenced: readonly HeadAddress[] = [];
  private readonly pending = new Map<AnalysisName, Pending>();
  private readonly findings = new Map<AnalysisName, HeadResult>();
  private readonly problems = new Map<AnalysisName, Refusal & Pick<Pending, 'about'>>();
  /** Findings that are of older weights: shown until there is a newer one. */
  private readonly stale = new Set<AnalysisName>();
  private line = '';
  private step = -1;
  private file = '';
  private last = 0;

  private constructor(readonly state: PanelState) {
    state.onMessage((message) => {
      this.receive(message);
    });
    if (state.heads) this.follow(state.heads);
  }

  /** The one of a panel: it outlives the page, so that nothing is lost by a look at another. */
  static of(state: PanelState): HeadAnalysis {
    const analysis = known.get(state) ?? new HeadAnalysis(state);
    known.set(state, analysis);
    return analysis;
  }

  /** What was found, if anything. */
  found<Name extends AnalysisName>(what: Name): ResultOf<Name> | undefined {
    // Sound: findings are kept under their own names.
    return this.findings.get(what)?.result as ResultOf<Name> | undefined;
  }

  /** Whether a question of this kind is on its way. */
  waiting(what: AnalysisName): Pending | undefined {
    const pending = this.pending.get(what);
    return pending?.about === this.shown ? pending : undefined;
  }

  /** Why a question could not be answered. */
  problem(what: AnalysisName): Refusal | undefined {
    const problem = this.problems.get(what);
    return problem?.about === this.shown ? problem : undefined;
  }

  /** Asks the host. */
  ask(request: HeadRequest): void {
    const { what } = request;
    this.cancel(what);
    const id = ++this.last;
    this.problems.delete(what);
    this.pending.set(what, { id, what, about: this.shown, step: this.step, done: 0, total: 0 });
    this.state.send({ kind: 'analyse', id, request });
    this.onChange();
  }

  /** Asks a question about the line unless it is answered or on its way. */
  want(what: NameOfScope<'line'>): void {
    const found = this.findings.has(what) && !this.stale.has(what);
    if (found || this.pending.has(what) || this.problems.has(what)) return;
    if (what !== 'silence') this.ask({ what });
    else if (this.silenced.length > 0) this.ask({ what, heads: this.silenced });
  }

  /** Gives up a question. */
  cancel(what: AnalysisName): void {
    const pending = this.pending.get(what);
    if (!pending) return;
    this.pending.delete(what);
    this.state.send({ kind: 'cancelAnalysis', id: pending.id });
    this.onChange();
  }

  /** Switches a head off, or on again, and asks what that changes. */
  toggle({ block, head }: HeadAddress): void {
    const others = this.silenced.filter((one) => one.block !== block || one.head !== head);
    const now = others.length === this.silenced.length ? [...this.silenced, { block, head }] : others;
    this.silence(now);
  }

  /** Switches exactly these heads off. */
  silence(heads: readonly HeadAddress[]): void {
    const order = (this.state.heads?.blocks ?? []).map(({ block }) => block);
    const place = ({ block, head }: HeadAddress) => 1000 * order.indexOf(block) + head;
    this.silenced = [...heads].sort((one, other) => place(one) - place(other));
    if (heads.length > 0) this.ask({ what: 'silence', heads: this.silenced });
    else this.cancel('silence');
    this.onChange();
  }

  /** Whether a head is switched off. */
  isSilenced({ block, head }: HeadAddress): boolean {
    return this.silenced.some((one) => one.block === block && one.head === head);
  }

  /** The run or model that is shown. */
  private get shown(): string {
    const { shownModel, shownRuns } = this.state;
    return shownModel?.path ?? shownRuns[0]?.path ?? '';
  }

  private receive(message: ToPanel): void {
    if (message.kind === 'heads') this.follow(message.view);
    if (message.kind !== 'analysis') return;
    const { event } = message;
    const pending = [...this.pending.values()].find(({ id }) => id === event.id);
    if (!pending) return;
    if (event.state === 'running') {
      this.pending.set(pending.what, { ...pending, done: event.done, total: event.total });
    } else {
      this.pending.delete(pending.what);
      const { what, about } = pending;
      if (event.state === 'failed')
        this.problems.set(what, { reason: event.problem, logged: event.logged, about });
      // Of another model it would stand under a false name.
      else if (about === this.shown) this.findings.set(what, event.finding);
      if (pending.step === this.step) this.stale.delete(pending.what);
    }
    this.onChange();
  }

  /** Findings about another line or another file are no longer true; those of other weights grow stale. */
  private follow({ run, step, source, tokens, mask }: HeadsView): void {
    const file = JSON.stringify([run, source.kind === 'line' ? source.file : '']);
    // The model's own answer may change with the weights; the line is what stands before it.
    const text = mask < 0 ? tokens : tokens.slice(0, mask);
    const line = JSON.stringify([file, source, text, this.state.selection.goOn?.tokens]);
    if (file !== this.file) {
      this.findings.clear();
      this.silenced = [];
    }
    if (line !== this.line) {
      for (const what of LINE_ANALYSES) {
        this.cancel(what);
        this.findings.delete(what);
      }
    }
    if (line !== this.line || step !== this.step) {
      this.problems.clear();
      for (const what of LINE_ANALYSES) this.stale.add(what);
    }
    [this.file, this.line, this.step] = [file, line, step];
  }
}

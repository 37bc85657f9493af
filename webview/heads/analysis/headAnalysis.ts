/**
 * What the page has asked about heads, how far the answer is, and what was found.
 */
import {
  ANALYSES,
  ANALYSIS_NAMES,
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
  /** The run or model that it is about, as `identity` has it. */
  readonly about: string;
  /** The step of the weights that were shown when it was asked. */
  readonly step: number;
  readonly done: number;
  /** 0 until the first progress. */
  readonly total: number;
}

/** Analyses of a whole file, be it at every checkpoint. */
const FILE_ANALYSES = ANALYSIS_NAMES.filter(
  (name) => ANALYSES[name].scope === 'file' || ANALYSES[name].scope === 'run',
);

const known = new WeakMap<PanelState, HeadAnalysis>();

/** Requests and results of one page. One question of each kind at a time; a newer one takes the place of the older. */
export class HeadAnalysis {
  /** Called after every change that the host did not cause. */
  onChange: () => void = () => undefined;
  /** What was answered last of what people ask for; what the page asks about every line is not among it. */
  answered: AnalysisName | undefined;
  /** Heads that are switched off. */
  silenced: readonly HeadAddress[] = [];
  private readonly pending = new Map<AnalysisName, Pending>();
  private readonly findings = new Map<AnalysisName, HeadResult>();
  private readonly problems = new Map<AnalysisName, Refusal & Pick<Pending, 'about'>>();
  /** Findings that are of older weights: shown until there is a newer one. */
  private readonly stale = new Set<AnalysisName>();
  /** What people have cancelled: it is not asked for again by itself. */
  private readonly cancelled = new Set<AnalysisName>();
  private line = '';
  private step = -1;
  private model = '';
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
    this.end(what);
    if (what === this.answered) this.answered = undefined;
    const id = ++this.last;
    this.problems.delete(what);
    this.cancelled.delete(what);
    this.pending.set(what, { id, what, about: this.shown, step: this.step, done: 0, total: 0 });
    this.state.send({ kind: 'analyse', id, request });
    this.onChange();
  }

  /** Asks a question about the line unless it is answered, on its way or cancelled. */
  want(what: NameOfScope<'line'>): void {
    const found = this.findings.has(what) && !this.stale.has(what);
    if (found || this.pending.has(what) || this.problems.has(what) || this.cancelled.has(what)) return;
    if (what !== 'silence') this.ask({ what });
    else if (this.silenced.length > 0) this.ask({ what, heads: this.silenced });
  }

  /** People no longer want to know: it is not asked again until they do, or look at another line. */
  cancel(what: AnalysisName): void {
    this.cancelled.add(what);
    this.end(what);
  }

  /** Whether people have cancelled a question about the line that they look at. */
  isCancelled(what: AnalysisName): boolean {
    return this.cancelled.has(what) && ANALYSES[what].scope === 'line';
  }

  /** People want to know again what they have cancelled. */
  forgetCancelled(): void {
    this.cancelled.clear();
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
    else this.end('silence');
    this.onChange();
  }

  /** Whether a head is switched off. */
  isSilenced({ block, head }: HeadAddress): boolean {
    return this.silenced.some((one) => one.block === block && one.head === head);
  }

  /** The run or model that is shown. */
  private get shown(): string {
    return this.identity(this.state.shownPath ?? '');
  }

  /** A run or model by its path and, of a run, when it was begun: another run may have its path later. */
  private identity(path: string): string {
    const run = this.state.runs?.find((one) => one.path === path);
    return JSON.stringify([path, run?.config.created ?? '']);
  }

  /** Gives up a question. */
  private end(what: AnalysisName): void {
    const pending = this.pending.get(what);
    if (!pending) return;
    this.pending.delete(what);
    this.state.send({ kind: 'cancelAnalysis', id: pending.id });
    this.onChange();
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
      else if (about === this.shown) {
        this.findings.set(what, event.finding);
        if (ANALYSES[what].scope !== 'line') this.answered = what;
      }
      if (pending.step === this.step) this.stale.delete(pending.what);
    }
    this.onChange();
  }

  /** Findings about another line or another file are no longer true; those of other weights grow stale. */
  private follow({ run, step, source, file: path, tokens, mask }: HeadsView): void {
    const model = this.identity(run);
    // Of a corpus no whole path is known, but nothing is asked about the whole of it either.
    const file = path ?? (source.kind === 'line' ? source.file : '');
    // The model's own answer may change with the weights; the line is what stands before it.
    const text = mask < 0 ? tokens : tokens.slice(0, mask);
    const line = JSON.stringify([model, file, source, text, this.state.selection.goOn?.tokens]);
    if (model !== this.model || file !== this.file) {
      this.findings.clear();
      this.answered = undefined;
      this.silenced = [];
    }
    if (file !== this.file) for (const what of FILE_ANALYSES) this.end(what);
    if (line !== this.line) {
      this.cancelled.clear();
      for (const what of LINE_ANALYSES) {
        this.end(what);
        this.findings.delete(what);
      }
    }
    if (line !== this.line || step !== this.step) {
      this.problems.clear();
      for (const what of LINE_ANALYSES) this.stale.add(what);
    }
    [this.model, this.file, this.line, this.step] = [model, file, line, step];
  }
}

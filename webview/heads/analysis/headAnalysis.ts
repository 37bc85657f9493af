/**
 * What the page has asked about heads, how far the answer is, and what was found.
 */
import type { HeadFinding, HeadQuestion } from '../../../src/protocol/headAnalysis';
import type { HeadAddress, HeadsView, ToPanel } from '../../../src/protocol/panel';
import type { PanelState } from '../../panelState';

/** One kind of finding. */
export type Finding<What extends HeadFinding['what']> = Extract<HeadFinding, { readonly what: What }>;

/** A question on its way. */
export interface Pending {
  readonly id: number;
  readonly what: HeadQuestion['what'];
  readonly done: number;
  /** 0 until the first news. */
  readonly total: number;
}

const ABOUT_LINE: readonly HeadQuestion['what'][] = ['silence', 'rollout', 'logits'];

/** See the header. One question of each kind at a time; a newer one takes the place of the older. */
export class HeadAnalysis {
  /** Heads that are switched off. */
  silenced: readonly HeadAddress[] = [];
  private readonly pending = new Map<HeadQuestion['what'], Pending>();
  private readonly findings = new Map<HeadQuestion['what'], HeadFinding>();
  private readonly problems = new Map<HeadQuestion['what'], string>();
  private line = '';
  private file = '';
  private last = 0;

  constructor(
    private readonly state: PanelState,
    private readonly changed: () => void,
  ) {}

  /** Listens to the host; returns what ends that. */
  listen(): () => void {
    return this.state.onMessage((message) => {
      this.receive(message);
    });
  }

  /** What was found, if anything. */
  found<What extends HeadFinding['what']>(what: What): Finding<What> | undefined {
    // Sound: findings are kept under their own kind.
    return this.findings.get(what) as Finding<What> | undefined;
  }

  /** Whether a question of this kind is on its way. */
  waiting(what: HeadQuestion['what']): Pending | undefined {
    return this.pending.get(what);
  }

  /** Why a question could not be answered. */
  problem(what: HeadQuestion['what']): string | undefined {
    return this.problems.get(what);
  }

  /** Asks the host. */
  ask(question: HeadQuestion): void {
    const { what } = question;
    this.cancel(what);
    const id = ++this.last;
    this.problems.delete(what);
    this.pending.set(what, { id, what, done: 0, total: 0 });
    this.state.send({ kind: 'analyse', id, question });
    this.changed();
  }

  /** Asks a question about the line unless it is answered or on its way. */
  want(what: 'rollout' | 'logits'): void {
    const known = this.findings.has(what) || this.pending.has(what) || this.problems.has(what);
    if (!known) this.ask({ what });
  }

  /** Gives up a question. */
  cancel(what: HeadQuestion['what']): void {
    const pending = this.pending.get(what);
    if (!pending) return;
    this.pending.delete(what);
    this.state.send({ kind: 'cancelAnalysis', id: pending.id });
    this.changed();
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
    this.ask({ what: 'silence', heads: this.silenced });
  }

  /** Whether a head is switched off. */
  isSilenced({ block, head }: HeadAddress): boolean {
    return this.silenced.some((one) => one.block === block && one.head === head);
  }

  private receive(message: ToPanel): void {
    if (message.kind === 'heads') this.follow(message.view);
    if (message.kind !== 'analysis') return;
    const { news } = message;
    const pending = [...this.pending.values()].find(({ id }) => id === news.id);
    if (!pending) return;
    if (news.state === 'running') {
      this.pending.set(pending.what, { ...pending, done: news.done, total: news.total });
    } else {
      this.pending.delete(pending.what);
      if (news.state === 'failed') this.problems.set(pending.what, news.problem);
      else this.findings.set(news.finding.what, news.finding);
    }
    this.changed();
  }

  /** Findings about another line, another step or another file are no longer true. */
  private follow({ run, step, source, characters }: HeadsView): void {
    const file = JSON.stringify([run, source.file]);
    if (file !== this.file) {
      this.findings.clear();
      this.problems.clear();
      this.silenced = [];
    }
    const line = JSON.stringify([file, step, source.line, characters]);
    if (line !== this.line) {
      for (const what of ABOUT_LINE) {
        this.findings.delete(what);
        this.problems.delete(what);
      }
      this.line = line;
      if (file === this.file && this.silenced.length > 0) this.silence(this.silenced);
    }
    this.file = file;
  }
}

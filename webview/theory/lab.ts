/**
 * What the theory lab’s pages are set to, kept with the panel’s preferences.
 */
import {
  THEORY_PAGES,
  type TheoryPage,
  type TheoryState,
  type TheoryStates,
  decodeState,
  encodeState,
  parseTheoryState,
  theoryState,
} from '../../src/theory/sharing';
import type { PanelState } from '../frame/panelState';

/** Where the extension takes up shared states; see `src/panel/theoryLinks.ts`. */
const LINK = 'vscode://attention-lab.attention-lab/theory?state=';

/** The pages’ states, and which is shown. Pages are drawn anew by the panel’s state, which tells of every change. */
export class TheoryLab {
  private readonly states = new Map<TheoryPage, TheoryState>();
  page: TheoryPage = 'copying';

  constructor(private readonly panel: PanelState) {
    // The first of the kept states is the page that was shown.
    for (const text of [...panel.preferences.theory].reverse()) this.adopt(decodeState(text));
  }

  /** What a page is set to. */
  of<Page extends TheoryPage>(page: Page): TheoryStates[Page] {
    // Sound: states lie under their own page’s name.
    return (this.states.get(page) ?? theoryState(page)).state as TheoryStates[Page];
  }

  /** Sets a page; what does not fit takes its default. */
  set<Page extends TheoryPage>(page: Page, change: Partial<TheoryStates[Page]>): void {
    this.states.set(page, theoryState(page, { ...this.of(page), ...change }));
    this.keep();
  }

  /** Turns to another page. */
  show(page: TheoryPage): void {
    this.page = page;
    this.keep();
  }

  /** Puts the shown page back to its defaults. */
  reset(): void {
    this.states.delete(this.page);
    this.keep();
  }

  /** The shown page as a link. */
  get link(): string {
    return LINK + encodeState(this.shown);
  }

  /** The shown page as the text of a file. */
  get file(): string {
    return `${JSON.stringify(this.shown, undefined, 2)}\n`;
  }

  /** Takes up a link, the text of a file, or what stands behind a link’s `=`; tells whether it was one. */
  load(text: string): boolean {
    const state = stateIn(text);
    this.adopt(state);
    if (state) this.keep();
    return state !== undefined;
  }

  private get shown(): TheoryState {
    return this.states.get(this.page) ?? theoryState(this.page);
  }

  private adopt(state: TheoryState | undefined): void {
    if (!state) return;
    this.states.set(state.page, state);
    this.page = state.page;
  }

  private keep(): void {
    const rest = THEORY_PAGES.flatMap((page) => (page === this.page ? [] : (this.states.get(page) ?? [])));
    this.panel.prefer({ theory: [this.shown, ...rest].map(encodeState) });
  }
}

function stateIn(text: string): TheoryState | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return decodeState(trimmed.slice(trimmed.lastIndexOf('=') + 1));
  try {
    return parseTheoryState(JSON.parse(trimmed));
  } catch {
    // Not JSON: the caller says so.
    return undefined;
  }
}

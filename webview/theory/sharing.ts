/**
 * Taking a page’s state away as a link or a file, and taking one up.
 */
import { type TemplateResult, html } from 'lit';
import { button, closeByKey, closeWhenLeft } from '../frame/controls';
import { LightElement } from '../frame/pageElement';
import type { PanelState } from '../frame/panelState';
import type { TheoryLab } from './lab';

/** The row *Copy link*, *Save state…*, *Load…*, *Reset*, and what was done last in words. */
export class TheorySharing extends LightElement {
  declare state: PanelState;
  declare lab: TheoryLab;
  static override properties = { state: { attribute: false }, lab: { attribute: false } };
  /** What was done last, in words. */
  private said = '';

  protected override render(): TemplateResult {
    const { lab, state } = this;
    return html`<div class="controls theory-sharing">
      ${button('Copy link', () => void this.copy())}
      ${button('Save state…', () => {
        state.send({ kind: 'save', name: `attention-theory-${lab.page}.json`, content: lab.file });
      })}
      <details class="menu-button" @keydown=${closeByKey} @focusout=${closeWhenLeft}>
        <summary class="summary-button">Load…</summary>
        <div class="menu theory-load">
          <label
            >Link or state
            <input
              type="text"
              class="text-field"
              spellcheck="false"
              @change=${this.typed}
              placeholder="vscode://…"
            />
          </label>
          <label>File <input type="file" accept=".json,.txt" @change=${this.chosen} /></label>
        </div>
      </details>
      ${button('Reset', () => {
        lab.reset();
      })}
      <span class="muted" role="status">${this.said}</span>
    </div>`;
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.lab.link);
      this.say('The link is in the clipboard.');
    } catch {
      // Editors in a browser may keep the clipboard to themselves; the link can then be copied by hand.
      this.say(this.lab.link);
    }
  }

  private load(text: string): void {
    const known = this.lab.load(text);
    if (known) this.querySelector('details')?.removeAttribute('open');
    this.say(
      known ? 'Loaded.' : 'This is no state of the theory lab. Paste a whole link, or choose a saved file.',
    );
  }

  private say(sentence: string): void {
    this.said = sentence;
    this.requestUpdate();
  }

  private readonly typed = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement && target.value.trim() !== '') this.load(target.value);
  };

  private readonly chosen = ({ target }: Event): void => {
    const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
    if (file)
      void file.text().then((text) => {
        this.load(text);
      });
  };
}

customElements.define('theory-sharing', TheorySharing);

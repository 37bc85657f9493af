/**
 * The base of the panel's elements: in the page's own tree, so that one style sheet serves all, and
 * drawn again whenever the panel's state or the editor's colours change.
 */
import { LitElement } from 'lit';
import type { PanelState } from './panelState';
import { onThemeChange } from './theme';

/** An element that is drawn into the page's own tree. */
export abstract class LightElement extends LitElement {
  private endTheme: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.endTheme = onThemeChange(() => {
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.endTheme?.();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Draws an element again whenever its size changes. Called once, when the element is made. */
export function redrawWhenResized(element: LightElement): void {
  const observer = new ResizeObserver(() => {
    element.requestUpdate();
  });
  element.addController({
    hostConnected: () => {
      observer.observe(element);
    },
    hostDisconnected: () => {
      observer.disconnect();
    },
  });
}

/** A page of the panel. Its `state` is set once, before it is connected. */
export abstract class PageElement extends LightElement {
  declare state: PanelState;
  static override properties = { state: { attribute: false } };
  private endState: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.endState = this.state.onChange(() => {
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.endState?.();
  }
}

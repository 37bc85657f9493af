/**
 * The controls of the panel, as templates. Everything that knows the toolkit stands in this folder, so
 * that its maintained successor can take its place here.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodePanels,
} from '@vscode/webview-ui-toolkit';
import { type TemplateResult, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';

/** Makes the toolkit's elements known to the page. Called once. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
  );
}

/** A choice of a dropdown. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** A push button; `secondary` ones do not call for attention. */
export function button(label: string, onClick: () => void, kind: 'primary' | 'secondary' = 'secondary') {
  return html`<vscode-button appearance=${kind} @click=${onClick}>${label}</vscode-button>`;
}

/** A choice of one from several. */
export function dropdown<Value extends string>(
  label: string,
  choices: readonly Choice<Value>[],
  value: Value,
  onChange: (value: Value) => void,
): TemplateResult {
  const changed = (event: Event) => {
    // Sound: the event comes from the dropdown below, whose options are the choices.
    const chosen = (event.target as HTMLSelectElement).value;
    const choice = choices.find((one) => one.value === chosen);
    if (choice) onChange(choice.value);
  };
  return html`<vscode-dropdown
    class="dropdown"
    aria-label=${label}
    title=${label}
    .currentValue=${live(value)}
    @change=${changed}
    >${repeat(
      choices,
      (choice) => choice.value,
      (choice) =>
        html`<vscode-option value=${choice.value} ?selected=${choice.value === value}
          >${choice.label}</vscode-option
        >`,
    )}</vscode-dropdown
  >`;
}

/** A switch. */
export function checkbox(label: string, checked: boolean, onChange: (checked: boolean) => void) {
  const changed = (event: Event) => {
    // Sound: the event comes from the checkbox below.
    onChange((event.target as HTMLInputElement).checked);
  };
  return html`<vscode-checkbox .checked=${live(checked)} @change=${changed}>${label}</vscode-checkbox>`;
}

/** A number between two others. The toolkit has no slider; the browser's own speaks to screen readers. */
export function slider(
  label: string,
  range: { readonly least: number; readonly most: number; readonly step: number; readonly text?: string },
  value: number,
  onChange: (value: number) => void,
): TemplateResult {
  const changed = (event: Event) => {
    // Sound: the event comes from the input below.
    onChange((event.target as HTMLInputElement).valueAsNumber);
  };
  return html`<label class="slider"
    ><span>${label}</span
    ><input
      type="range"
      min=${range.least}
      max=${range.most}
      step=${range.step}
      .value=${live(String(value))}
      aria-valuetext=${range.text ?? nothing}
      @input=${changed}
    /><output>${range.text ?? nothing}</output></label
  >`;
}

/** One tab with its page, which is only drawn when it is chosen. */
export interface Tab<Name extends string> {
  readonly name: Name;
  readonly title: string;
  readonly content: () => TemplateResult;
}

/** Pages behind tabs. */
export function tabs<Name extends string>(
  pages: readonly Tab<Name>[],
  chosen: Name,
  onChoose: (name: Name) => void,
): TemplateResult {
  const changed = (event: Event) => {
    // Sound: the toolkit's tabs say which of them is active by its id, which is made below.
    const { activeid } = event.target as HTMLElement & { activeid: string };
    const page = pages.find(({ name }) => activeid === `tab-${name}`);
    if (page && page.name !== chosen) onChoose(page.name);
  };
  return html`<vscode-panels .activeid=${`tab-${chosen}`} aria-label="Pages" @change=${changed}>
    ${pages.map(({ name, title }) => html`<vscode-panel-tab id=${`tab-${name}`}>${title}</vscode-panel-tab>`)}
    ${pages.map(
      ({ name, content }) =>
        html`<vscode-panel-view id=${`view-${name}`}
          >${name === chosen ? content() : nothing}</vscode-panel-view
        >`,
    )}
  </vscode-panels>`;
}

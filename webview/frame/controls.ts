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
} from '@vscode/webview-ui-toolkit';
import { type TemplateResult, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';

/** Makes the toolkit's elements known to the page. Called once. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption());
}

/** A choice of a dropdown. */
export interface DropdownOption<Value extends string> {
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
  choices: readonly DropdownOption<Value>[],
  value: Value,
  onChange: (value: Value) => void,
): TemplateResult {
  const changed = (event: Event) => {
    // Sound: the event comes from the dropdown below, whose options are the choices.
    const chosen = (event.target as HTMLSelectElement).value;
    const choice = choices.find((one) => one.value === chosen);
    // The toolkit also tells of a change where there is none, as when Shift+Tab leaves the list.
    if (choice && choice.value !== value) onChange(choice.value);
  };
  // In an open list the arrow keys go from value to value: it is left alone, and put right once it has closed.
  const show = (list?: Element) => {
    if (list && !('open' in list && list.open)) Object.assign(list, { currentValue: value });
  };
  return html`<vscode-dropdown
    class="dropdown"
    aria-label=${label}
    title=${label}
    ${ref(show)}
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
    // Sound: the event comes from the checkbox below. It tells also of what the page itself has set.
    const now = (event.target as HTMLInputElement).checked;
    if (now !== checked) onChange(now);
  };
  // The listener comes first, so that it is this one that hears of what is set here.
  return html`<vscode-checkbox @change=${changed} .checked=${live(checked)}>${label}</vscode-checkbox>`;
}

/** A choice of one from several, with its name before it. */
export function labelledDropdown<Value extends string>(
  label: string,
  choices: readonly DropdownOption<Value>[],
  value: Value,
  onChange: (value: Value) => void,
): TemplateResult {
  return html`<span class="control"
    ><span class="muted" aria-hidden="true">${label}</span>${dropdown(label, choices, value, onChange)}</span
  >`;
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

/**
 * A number that is typed; nothing in the field stands for undefined. A wrong one is taken back. While it is being typed
 * it stays, however often the page is drawn.
 */
export function numberField(
  label: string,
  range: {
    readonly least: number;
    readonly most: number;
    readonly step: number;
    readonly placeholder?: string;
  },
  value: number | undefined,
  onChange: (value: number | undefined) => void,
): TemplateResult {
  const shown = value === undefined ? '' : String(value);
  const changed = (event: Event) => {
    // Sound: the event comes from the input below.
    const input = event.target as HTMLInputElement;
    const typed = input.value.trim() === '' ? undefined : Number(input.value);
    const fits = typed === undefined || (typed >= range.least && typed <= range.most);
    // A number that is taken comes back from the state.
    input.value = shown;
    if (fits && !(typed !== undefined && range.step === 1 && !Number.isInteger(typed))) onChange(typed);
  };
  return html`<label class="control"
    ><span class="muted">${label}</span
    ><input
      type="number"
      class="text-field number-field"
      min=${range.least}
      max=${range.most}
      step=${range.step}
      placeholder=${range.placeholder ?? nothing}
      .value=${shown}
      @change=${changed}
  /></label>`;
}

/** An entry of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly onChoose: () => void;
}

/** A menu behind three dots. It closes when something is chosen, when it is left, and by Escape. */
export function menu(label: string, items: readonly MenuItem[]): TemplateResult {
  return html`<details class="menu-button" @focusout=${closeWhenLeft} @keydown=${closeByKey}>
    <summary class="icon" title=${label} aria-label=${label}>⋯</summary>
    <div class="menu" @click=${closeMenu}>
      ${items.map(({ label: item, onChoose }) => html`<button @click=${onChoose}>${item}</button>`)}
    </div>
  </details>`;
}

/** Closes the `details` that holds what was clicked. */
function closeMenu(event: Event): void {
  if (event.currentTarget instanceof Element) event.currentTarget.closest('details')?.removeAttribute('open');
}

/** Closes a `details` when the focus goes elsewhere. */
export function closeWhenLeft(event: FocusEvent): void {
  const details = event.currentTarget;
  const next = event.relatedTarget;
  if (details instanceof Element && !(next instanceof Node && details.contains(next)))
    details.removeAttribute('open');
}

/** Closes a `details` by Escape, and gives its summary the focus back. */
export function closeByKey(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || !(event.currentTarget instanceof Element)) return;
  event.stopPropagation();
  event.currentTarget.removeAttribute('open');
  event.currentTarget.querySelector<HTMLElement>('summary')?.focus();
}

/**
 * A row of tabs, of which the chosen one’s page stands below; arrow keys turn from one to the next.
 *
 * The toolkit’s own tabs keep every page in the tree and give none of them the height that is left.
 */
import { type TemplateResult, html } from 'lit';
import { movedPlace } from './roving';

/** One tab. */
export interface Tab<Name extends string> {
  readonly name: Name;
  readonly title: string;
}

/** The row. The page is to carry `role="tabpanel"`, the id `view-NAME` and {@link tabId} as its label. */
export function tabs<Name extends string>(
  label: string,
  all: readonly Tab<Name>[],
  chosen: Name,
  onChoose: (name: Name) => void,
): TemplateResult {
  const turn = (event: KeyboardEvent) => {
    const column = all.findIndex(({ name }) => name === chosen);
    const place = movedPlace([all.length], { row: 0, column }, event.key);
    const next = all[place?.column ?? -1];
    if (!next || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    onChoose(next.name);
    event.currentTarget.querySelector<HTMLElement>(`#${tabId(next.name)}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${turn}>
    ${all.map(
      ({ name, title }) =>
        html`<button
          role="tab"
          id=${tabId(name)}
          aria-selected=${name === chosen}
          aria-controls=${`view-${name}`}
          tabindex=${name === chosen ? 0 : -1}
          @click=${() => {
            onChoose(name);
          }}
        >
          ${title}
        </button>`,
    )}
  </div>`;
}

/** The id of a tab. */
export function tabId(name: string): string {
  return `tab-${name}`;
}

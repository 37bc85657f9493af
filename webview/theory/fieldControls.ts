/**
 * Controls made from the description of a page’s fields.
 */
import { type TemplateResult, html } from 'lit';
import type { Field, Fields } from '../../src/theory/fields';
import { checkbox, dropdown, slider } from '../frame/controls';
import { threeDigits } from '../../src/numbers/formats';

/** Controls for some fields of a page, in the given order. */
export function fieldControls<State extends object>(
  fields: Fields<State>,
  names: readonly (keyof State & string)[],
  state: State,
  onChange: (change: Partial<State>) => void,
): TemplateResult {
  return html`<div class="controls theory-controls">
    ${names.map((name) =>
      fieldControl(fields[name], state[name], (value) => {
        // Sound: one field of the state, whose own control gave the value.
        onChange({ [name]: value } as Partial<State>);
      }),
    )}
  </div>`;
}

/** The control of one field; coordinates have tables and pictures of their own. */
function fieldControl(
  { label, control }: Field<unknown>,
  value: unknown,
  onChange: (value: unknown) => void,
): TemplateResult {
  switch (control.kind) {
    case 'slider':
      return numberSlider(label, control, Number(value), onChange);
    case 'choice': {
      const choices = control.choices.map((choice) => ({ value: String(choice), label: String(choice) }));
      return html`<label class="choice"
        ><span>${label}</span>${dropdown(label, choices, String(value), (chosen) => {
          onChange(control.choices.find((choice) => String(choice) === chosen));
        })}</label
      >`;
    }
    case 'switch':
      return checkbox(label, value === true, onChange);
    case 'coordinates':
      return html``;
  }
}

function numberSlider(
  label: string,
  range: { readonly least: number; readonly most: number; readonly step: number },
  value: number,
  onChange: (value: number) => void,
): TemplateResult {
  return slider(label, { ...range, text: threeDigits(value) }, value, (moved) => {
    // Tenths in binary would show, and make links long.
    onChange(Number(moved.toPrecision(8)));
  });
}

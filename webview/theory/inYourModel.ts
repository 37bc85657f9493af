/**
 * “In your model”: the theory’s quantities, measured on the heads of the open run for the line under the
 * cursor.
 */
import { type TemplateResult, html } from 'lit';
import { csvText } from '../../src/charts/csv';
import { type HeadValue, headValuesSvg } from '../../src/theory/pictures/headValues';
import type { Palette } from '../../src/charts/palette';
import { blockLabel } from '../../src/heads/blockNames';
import { sourceInWords } from '../../src/heads/textSource';
import type { HeadAddress } from '../../src/heads/headAddress';
import type { RunSummary } from '../../src/runs/runSummary';
import type { HeadQuantities } from '../../src/theory/results';
import { COST_FIELDS, costRow } from '../../src/theory/cost';
import { initialState } from '../../src/theory/fields';
import type { TheoryPage } from '../../src/theory/sharing';
import { shortNumber, threeDigits, wholeNumber } from '../../src/numbers/formats';
import { PageElement } from '../frame/pageElement';
import { refused } from '../frame/refused';
import { readings } from './readings';
import './theoryPicture';

/** One quantity, as a picture of all heads. */
interface Quantity {
  readonly title: string;
  readonly of: (head: HeadQuantities) => number | undefined;
  /** The end of the bars; the largest of the heads’ own when left out. */
  readonly most?: number;
  readonly mark?: { readonly at: number; readonly words: string };
}

const QUANTITIES: Readonly<Record<Exclude<TheoryPage, 'cost'>, readonly Quantity[]>> = {
  copying: [
    {
      title: 'Copying mass: the largest weight, on average',
      of: ({ copyingMass }) => copyingMass,
      most: 1,
      mark: { at: 0.99, words: 'a copy' },
    },
    { title: 'Entropy in nats', of: ({ entropy }) => entropy },
  ],
  averaging: [
    {
      title: 'Averaging error: how far from ½ and ½',
      of: ({ averagingError }) => averagingError,
      most: Math.SQRT1_2,
      mark: { at: Math.SQRT1_2, words: '1/√2: a copy. An average of two has 0' },
    },
  ],
  oneHead: [
    {
      title: 'Key variance along their mean, s²',
      of: ({ keys }) => keys?.alongMean,
      mark: { at: 0.5, words: '½, as in the study' },
    },
    { title: 'Key variance across it, α', of: ({ keys }) => keys?.acrossMean },
  ],
  twoHeads: [
    {
      title: 'Key variance along their mean, s²',
      of: ({ keys }) => keys?.alongMean,
      mark: { at: 0.5, words: '½, as in the study' },
    },
    { title: 'Length of the mean key', of: ({ keys }) => keys?.meanLength },
  ],
};

/** The section below each page. */
export class InYourModel extends PageElement {
  declare page: TheoryPage;
  static override properties = { ...PageElement.properties, page: { attribute: false } };

  protected override render(): TemplateResult {
    return html`<section class="in-your-model" aria-label="In your model">
      <h2>In your model</h2>
      ${this.content()}
    </section>`;
  }

  private content(): TemplateResult {
    const { shownModel } = this.state;
    const [own] = this.state.shownRuns;
    const run = shownModel ?? own;
    if (!run) return html`<p class="muted">Pretrain a model, and its heads are measured here.</p>`;
    if (this.page === 'cost')
      return own
        ? costOf(own)
        : html`<p class="muted">The cost is told of models that were trained here alone.</p>`;
    const { quantities, noQuantities } = this.state;
    if (!quantities)
      return noQuantities
        ? refused(this.state, noQuantities, 'muted')
        : html`<p class="muted">Reading the heads…</p>`;
    const { source, step, heads } = quantities;
    const weights = shownModel ? '' : `step ${wholeNumber(step)}`;
    return html`<p class="muted source">
        ${sourceInWords(source)}${weights === '' ? '' : ` · the weights of ${weights}`}
      </p>
      <div class="theory-grid">
        ${QUANTITIES[this.page].map(
          (quantity) =>
            html`<theory-picture
              .state=${this.state}
              .content=${{ ...pictureOf(quantity, heads, this.state.selection.head), caption: `${run.name}${weights === '' ? '' : `, ${weights}`}; ${sourceInWords(source)}.` }}
            ></theory-picture>`,
        )}
      </div>`;
  }
}

function pictureOf(
  { title, of, most, mark }: Quantity,
  heads: readonly HeadQuantities[],
  chosen: HeadAddress | undefined,
) {
  const values = heads.map((head): HeadValue => ({ block: head.block, head: head.head, value: of(head) }));
  const known = values.flatMap(({ value }) => (value !== undefined && Number.isFinite(value) ? [value] : []));
  const end = most ?? Math.max(mark?.at ?? 0, ...known, 1e-9);
  return {
    title,
    readout: known.length === 0 ? 'no head has keys' : '',
    draw: (width: number, palette: Palette) =>
      headValuesSvg(
        {
          width,
          values,
          most: end,
          text: twoDigits,
          blockTitle: blockLabel,
          ...(chosen ? { chosen } : {}),
          ...(mark ? { mark } : {}),
        },
        palette,
      ),
    csv: () =>
      csvText(
        ['block', 'head', 'value'],
        values.map(({ block, head, value }) => [block, head + 1, value ?? '']),
      ),
  };
}

/** As much as can be read from a bar, and fits into a narrow cell. */
function twoDigits(value: number): string {
  return Math.abs(value) < 0.001 && value !== 0 ? '≈ 0' : String(Number(value.toPrecision(2)));
}

/** The run’s own sizes in the formulas: it needs no weights. */
function costOf({ config }: RunSummary): TemplateResult {
  const { width, layers, bottleneck, upMlpRatio, contextLength, variant } = config.model;
  const sizes = { ...initialState(COST_FIELDS), width, layers, bottleneck, upMlpRatio };
  const { vanilla, perceiver } = costRow(sizes, contextLength);
  const own = variant === 'perceiver' ? perceiver : vanilla;
  return readings([
    ['variant', variant],
    ['d', wholeNumber(width)],
    ['ℓ', wholeNumber(contextLength)],
    ['a layer, forward', `${shortNumber(own)} operations a text`],
    ['with self-attention', shortNumber(vanilla)],
    [
      `with a Perceiver of m = ${bottleneck}`,
      `${shortNumber(perceiver)}: ${threeDigits(perceiver / vanilla)} times`,
    ],
  ]);
}

customElements.define('in-your-model', InYourModel);

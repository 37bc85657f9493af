/**
 * What can be asked about the heads of one model and one text: the line that somebody looks at.
 */
import { type QuestionWording } from '../data/questionWording';
import { MASK_TOKEN } from '../data/vocabulary';
import type { HeadPlace, FlowView, LogitContributions, ScoredHead, TextSilencing } from './results';
import type { Weights } from '../model/checkpointWeights';
import { textFlow } from './flow/textFlow';
import type { HeadLab } from './headLab';
import type { SilencedText } from './silencing/textSilencing';
import { type ReadText, nameIn, plainText } from './texts';

/** A text, and what surrounds the name in questions like it. */
export interface AnalysedText extends SilencedText {
  readonly wording?: QuestionWording;
}

/** See the header. */
export class TextAnalyses {
  constructor(private readonly lab: HeadLab) {}

  /** All heads' scores for the text, the right answer included where it is known. */
  async scores(weights: Weights, text: AnalysedText): Promise<readonly ScoredHead[]> {
    let scored: readonly ScoredHead[] = [];
    const read = this.read(text, text.answer ?? '');
    await this.lab.scorer.each(await weights.store(), [read], {}, (_index, heads) => {
      scored = heads;
    });
    return scored;
  }

  /** Loss and answer with all heads, and without some. */
  async silencing(weights: Weights, text: SilencedText, heads: readonly HeadPlace[]): Promise<TextSilencing> {
    return this.lab.textSilencer.compare(await weights.store(), text, heads);
  }

  /** Where the ⁇ of a question, or a text's last character, gets what it holds. */
  async flow(weights: Weights, text: AnalysedText): Promise<FlowView> {
    const { reader, vocabulary } = this.lab;
    const { tokens } = this.read(text, '');
    const store = await weights.store();
    const characters = tokens.map((token) => vocabulary.decode([token]));
    return textFlow(await reader.maps(store, tokens), characters, tokens.length - 1);
  }

  /**
   * What adds to the logit of the next character: of a question, the answer's first (the right one where it
   * is known, the model's own otherwise).
   */
  async contributions(weights: Weights, text: AnalysedText): Promise<LogitContributions | undefined> {
    const store = await weights.store();
    const answer = text.answer ?? (await this.lab.textSilencer.compare(store, text, [])).before.answer;
    const { tokens } = this.read(text, '');
    const character = text.question ? (this.lab.vocabulary.encode(answer)[0] ?? MASK_TOKEN) : tokens.at(-1);
    // Behind a text that is no question nothing is known: its last character is explained by those before.
    const position = tokens.length - (text.question ? 1 : 2);
    if (position < 0 || character === undefined) return undefined;
    const [explained] = await this.lab.explainer.explain(store, [{ tokens, position, character }]);
    return explained;
  }

  private read({ text, question, wording }: AnalysedText, answer: string): ReadText {
    const { vocabulary, model } = this.lab;
    const reading = { vocabulary, contextLength: model.config.contextLength };
    if (!question) return plainText(text, reading);
    const asked = vocabulary.encode(text);
    const tokens = [...asked, MASK_TOKEN, ...vocabulary.encode(answer)].slice(0, reading.contextLength - 1);
    const mask = asked.length < tokens.length ? asked.length : undefined;
    return { tokens, mask, name: wording ? nameIn(text, wording, vocabulary) : undefined };
  }
}

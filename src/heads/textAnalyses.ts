/**
 * What can be asked about the heads of one model and one text: the line that somebody looks at.
 */
import { type QuestionWording } from '../data/questionWording';
import type {
  HeadPlace,
  FlowView,
  LogitContributions,
  LogitLens,
  ScoredHead,
  TextSilencing,
  TextSilencingTable,
} from './results';
import { UserError } from '../files/userError';
import type { Running } from '../model/running';
import { tokenText } from '../data/tokens/tokens';
import type { Weights } from '../model/checkpointWeights';
import { textFlow } from './flow/textFlow';
import type { HeadPrograms } from './headPrograms';
import type { SilencedText } from './silencing/textSilencing';
import { type ReadText, knownTokens, nameIn, plainText } from './texts';

/** A text, and what surrounds the name in questions like it. */
export interface AnalysedText extends SilencedText {
  readonly wording?: QuestionWording;
}

/** Analyses of one text, with whatever weights of the model each call names. */
export class TextAnalyses {
  constructor(private readonly programs: HeadPrograms) {}

  /** All heads' scores for the text, the right answer included where it is known. */
  async scores(weights: Weights, text: AnalysedText): Promise<readonly ScoredHead[]> {
    let scored: readonly ScoredHead[] = [];
    const read = this.read(text, text.answer ?? '');
    await this.programs.scorer.each(await weights.store(), [read], {}, (_index, heads) => {
      scored = heads;
    });
    return scored;
  }

  /** Loss and answer with all heads, and without some. */
  async silencing(weights: Weights, text: SilencedText, heads: readonly HeadPlace[]): Promise<TextSilencing> {
    return this.programs.textSilencer.compare(await weights.store(), text, heads);
  }

  /** The loss without each head alone: of a question's right answer, or of the text. Throws a UserError. */
  async silencingTable(
    weights: Weights,
    text: AnalysedText,
    running: Running = {},
  ): Promise<TextSilencingTable> {
    const { asking, vocabulary } = this.programs.reading;
    const prompt = text.question ? asking.prompt(text.text) : [];
    if (text.question && text.answer === undefined) {
      throw new UserError(
        'The right answer is not known: name a file that has it with --questions, or some --heads.',
      );
    }
    const tokens = text.question
      ? [...prompt, ...knownTokens(asking, text.answer ?? ''), asking.close]
      : vocabulary.encode(text.text);
    const start = Math.max(0, prompt.length - 1);
    return this.programs.everyHeadSilencer.silence(await weights.store(), tokens, start, running);
  }

  /** Where the ⁇ of a question, or a text's last character, gets what it holds. */
  async flow(weights: Weights, text: AnalysedText): Promise<FlowView> {
    const { reader, vocabulary } = this.programs;
    const { tokens } = this.read(text, '');
    const store = await weights.store();
    const characters = tokens.map((token) => tokenText(vocabulary, token));
    return textFlow(await reader.maps(store, tokens), characters, tokens.length - 1);
  }

  /**
   * What adds to the logit of the next character: of a question, the answer's first (the right one where it
   * is known, the model's own otherwise).
   */
  async contributions(weights: Weights, text: AnalysedText): Promise<LogitContributions | undefined> {
    const store = await weights.store();
    const answer = text.answer ?? (await this.programs.textSilencer.compare(store, text, [])).before.answer;
    const { tokens } = this.read(text, '');
    const character = text.question
      ? (knownTokens(this.programs.asking, answer)[0] ?? this.programs.asking.close)
      : tokens.at(-1);
    // Behind a text that is no question nothing is known: its last character is explained by those before.
    const position = tokens.length - (text.question ? 1 : 2);
    if (position < 0 || character === undefined) return undefined;
    const [explained] = await this.programs.explainer.explain(store, [{ tokens, position, character }]);
    return explained;
  }

  /** What would be predicted behind each block, the right answer included where it is known. */
  async lens(weights: Weights, text: AnalysedText): Promise<LogitLens> {
    const { tokens } = this.read(text, text.answer ?? '');
    return this.programs.lens.read(await weights.store(), tokens, weights.progress.step);
  }

  private read({ text, question, wording }: AnalysedText, answer: string): ReadText {
    const { reading } = this.programs;
    if (!question) return plainText(text, reading);
    const prompt = reading.asking.prompt(text);
    const whole = [...prompt, ...knownTokens(reading.asking, answer)];
    const tokens = whole.slice(0, reading.contextLength - 1);
    const mask = prompt.length <= tokens.length ? prompt.length - 1 : undefined;
    return { tokens, mask, name: wording ? nameIn(text, wording, reading) : undefined };
  }
}

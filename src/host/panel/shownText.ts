/**
 * The text that heads look at: a question that was typed into the panel, else the line under the cursor.
 */
import type { QuestionWording } from '../../data/questionWording';
import type { TextSource } from '../../heads/textSource';

/** A text that heads look at, with what is known of it. */
export interface ShownText {
  readonly text: string;
  /** Whether it is a question: the first column of a .tsv file, or typed. */
  readonly question: boolean;
  /** The right answer, where there is one. */
  readonly answer?: string;
  /** What surrounds the name in the file's questions. */
  readonly wording?: QuestionWording;
  readonly source: TextSource;
  /** The whole path of the open file, where it is one of questions. */
  readonly file?: string;
}

/** Said where there is no text to look at. */
export const NO_TEXT =
  'Open a .tsv or .txt file: the line under its cursor is what the heads look at. Or type a question above.';

/** A typed text that the model goes on with. */
export function typedText(text: string): ShownText {
  return { text, question: false, source: { kind: 'typed', isText: true } };
}

/** A typed question, in the wording of the open file. */
export function typedQuestion(text: string, open: ShownText | undefined): ShownText {
  return {
    text,
    question: true,
    ...(open?.wording ? { wording: open.wording } : {}),
    ...(open?.file === undefined ? {} : { file: open.file }),
    source: { kind: 'typed' },
  };
}

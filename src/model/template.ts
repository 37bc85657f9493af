/**
 * The words around a question for a model that goes on with texts, apart from what reads them: the editor asks for
 * them.
 */

/** Where the question goes. */
export const PLACE = '{question}';

/** The template of an open model where none is given. */
export const DEFAULT_TEMPLATE = 'Q: {question}\nA:';

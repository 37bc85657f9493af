/**
 * The forms in which a model leaves the lab, apart from what writes them: the editor offers them by name.
 */

/** A folder that `transformers` loads, a file for ONNX runtimes, a state dict for the assignment's own code. */
export const EXPORT_FORMS = ['huggingface', 'onnx', 'pytorch'] as const;

/** One of {@link EXPORT_FORMS}. */
export type ExportForm = (typeof EXPORT_FORMS)[number];

/**
 * What the extension host tells its child processes of a person's TensorFlow, through their environment.
 */

/** TensorFlow's folder, which goes before all others: the setting `attentionLab.tensorflow`. */
export const TENSORFLOW = 'ATTENTION_LAB_TENSORFLOW';

/** Python, as a program or the folder of an environment: the one chosen in the editor. */
export const PYTHON = 'ATTENTION_LAB_PYTHON';

/** TensorFlow's own switch of what it prints, 0 for all: a process that prints into a log is told to hold nothing back. */
export const LOG_LEVEL = 'TF_CPP_MIN_LOG_LEVEL';

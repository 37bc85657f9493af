/**
 * What the extension host tells its child processes through their environment.
 */

/** Set where the workspace is not trusted: attention modules of one's own are refused. */
export const BUILT_IN_ONLY = 'ATTENTION_LAB_BUILT_IN_ONLY';

/** The SHA-256 of each attention module that a person has allowed, separated by commas. */
export const ALLOWED_CODE = 'ATTENTION_LAB_ALLOWED_CODE';

/** Set for verbs whose result nobody would read without their parent: they end with it. */
export const ENDS_WITH_PARENT = 'ATTENTION_LAB_ENDS_WITH_PARENT';

/**
 * The help texts, made from the verbs themselves.
 */
import { type Verb, allOptions } from './verb';

const WIDTH = 22;

/** All verbs, a line each. */
export function overview(verbs: Readonly<Record<string, Verb>>): string {
  const lines = Object.entries(verbs).map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`);
  return [
    'usage: attention-lab VERB [options]',
    '',
    ...lines,
    '',
    'attention-lab VERB --help lists its options; attention-lab --version says which version this is.',
    '',
  ].join('\n');
}

/** One verb's options. */
export function helpFor(name: string, verb: Verb): string {
  const positionals = verb.positionals === undefined ? '' : ` ${verb.positionals}`;
  const lines = Object.entries(allOptions(verb)).map(([option, { help, value, required }]) => {
    const usage = value === undefined ? `--${option}` : `--${option} ${value}`;
    return `  ${usage.padEnd(WIDTH)} ${help}${required ? ' (required)' : ''}`;
  });
  return [`usage: attention-lab ${name}${positionals} [options]`, verb.summary, '', ...lines, ''].join('\n');
}

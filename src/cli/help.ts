/**
 * The help texts, made from the verbs themselves.
 */
import { ALLOW_CODE, type OptionSpecs, type Verb } from './verb';

const WIDTH = 22;

/** All verbs, a line each. */
export function overview(verbs: Readonly<Record<string, Verb>>): string {
  const lines = Object.entries(verbs).map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`);
  return [
    'usage: attention-lab VERB [options]',
    '',
    ...lines,
    '',
    'attention-lab VERB --help lists its options.',
    '',
  ].join('\n');
}

/** One verb's options. */
export function helpFor(name: string, verb: Verb): string {
  const positionals = verb.positionals === undefined ? '' : ` ${verb.positionals}`;
  const options: OptionSpecs = {
    ...verb.options,
    [ALLOW_CODE]: { help: 'run the attention code that a run or checkpoint of somebody names' },
    json: { help: 'one JSON value on the output stream' },
  };
  const lines = Object.entries(options).map(([option, { help, value }]) => {
    const usage = value === undefined ? `--${option}` : `--${option} ${value}`;
    return `  ${usage.padEnd(WIDTH)} ${help}`;
  });
  return [`usage: attention-lab ${name}${positionals} [options]`, verb.summary, '', ...lines, ''].join('\n');
}

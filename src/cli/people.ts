/**
 * `attention-lab people`: makes up people, a corpus about them and questions.
 */
import { DEFAULT_BIOGRAPHIES } from '../data/biographies/biographies';
import { writeBiographies } from '../data/studyFiles';
import type { Verb } from './verb';

/** Writes made-up biographies. */
export const people: Verb = {
  summary: 'makes up people: a corpus about them, and questions',
  options: {
    out: { value: 'DIR', required: true, help: 'where the files go' },
    people: { value: 'N', help: `how many people (default: ${DEFAULT_BIOGRAPHIES.people})` },
    tellings: { value: 'N', help: `how often each life is told (default: ${DEFAULT_BIOGRAPHIES.tellings})` },
    seed: { value: 'N', help: 'makes up the same people again (default: 1)' },
    'no-paraphrase': { help: 'always the same wording' },
    'no-permutation': { help: 'always the same order' },
  },
  run: async (call) => {
    const files = await writeBiographies(call.required('out'), {
      ...DEFAULT_BIOGRAPHIES,
      people: call.integer('people', 2) ?? DEFAULT_BIOGRAPHIES.people,
      tellings: call.integer('tellings', 1) ?? DEFAULT_BIOGRAPHIES.tellings,
      seed: call.integer('seed', 0) ?? DEFAULT_BIOGRAPHIES.seed,
      paraphrase: !call.has('no-paraphrase'),
      permute: !call.has('no-permutation'),
    });
    Object.values(files).forEach((file: string) => {
      call.say(file);
    });
    return files;
  },
};

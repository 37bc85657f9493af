/**
 * `attention-lab label`: a name, a note or a star for a run. Its folder keeps its own name.
 */
import { changeLabel } from '../runs/labelFile';
import { RunFolder } from '../runs/runFolder';
import { UsageError, type Verb } from './verb';

/** Changes what is said about a run. */
export const label: Verb = {
  summary: 'a name, a note or a star for a run; its folder stays where it is',
  options: {
    run: { value: 'RUN', required: true, help: 'the run folder' },
    name: { value: 'TEXT', help: 'what lists call it; nothing for the name of its folder' },
    note: { value: 'TEXT', help: 'a line on it; nothing for none' },
    star: { help: 'give it a star' },
    'no-star': { help: 'take its star away' },
  },
  run: async (call) => {
    call.refuseBoth('star', 'no-star');
    const [name, note] = [call.text('name'), call.text('note')];
    const starred = call.has('star') ? true : call.has('no-star') ? false : undefined;
    if (name === undefined && note === undefined && starred === undefined) {
      throw new UsageError('Say what to change: --name, --note, --star or --no-star.');
    }
    const folder = new RunFolder(call.required('run'));
    const label = await changeLabel(folder, {
      ...(name === undefined ? {} : { name }),
      ...(note === undefined ? {} : { note }),
      ...(starred === undefined ? {} : { starred }),
    });
    const said = [label.starred === true ? '★' : '', label.name ?? folder.name, label.note ?? ''];
    call.say(said.filter((word) => word !== '').join('  '));
    return label;
  },
};

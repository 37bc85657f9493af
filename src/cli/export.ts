/**
 * `attention-lab export`: a run's model for other tools.
 */
import { EXPORT_FORMS } from '../model/exports/exportForms';
import { modelKind } from '../model/openAny';
import { exportAny } from '../runs/exportAny';
import { OPEN_OPTIONS, openOptionsOf, refuseIgnored } from './openOptions';
import { UsageError, type Verb } from './verb';

/** Exports a model. */
export const exportModel: Verb = {
  summary: 'a run’s model for other tools: a Hugging Face folder, ONNX, or PyTorch',
  options: {
    run: {
      value: 'RUN',
      required: true,
      help: 'the run whose newest model is exported, or an assignment’s .params file',
    },
    corpus: OPEN_OPTIONS.corpus,
    'heads-each': OPEN_OPTIONS['heads-each'],
    to: { value: 'FORM', required: true, help: EXPORT_FORMS.join(', ') },
    out: { value: 'DIR', required: true, help: 'the folder to write' },
  },
  opensModels: true,
  run: async (call) => {
    const form = call.choice('to', EXPORT_FORMS);
    if (!form) throw new UsageError(`--to is missing: one of ${EXPORT_FORMS.join(', ')}.`);
    const out = call.required('out');
    const path = call.required('run');
    refuseIgnored(call, await modelKind(path));
    const files = await exportAny(path, form, { ...openOptionsOf(call), out });
    call.say(`${out}: ${files.join(', ')}`);
    return { out, form, files };
  },
};

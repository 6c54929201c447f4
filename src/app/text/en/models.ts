/** Words of models of a visitor. */
export const models = {
  'models.what':
    'Keep a student to have it teach the next one, or bring in a model of your own. What is kept stays in this browser until you delete it.',
  'models.keepName': 'Keep the student of step {step} as',
  'models.keep': 'Keep this model',
  'models.suggestedName': '{task}, step {step}',
  'models.noRun': 'Once there is a run, its student can be kept here.',
  'models.import': 'Bring in a model…',
  'models.importWhat':
    'A .safetensors file of this page, or a GPT-2 in Hugging Face’s layout, as files or .zip. Dropping works anywhere on the page.',
  'models.empty': 'Nothing is kept yet.',
  'models.deleted': '“{name}” was deleted.',
  'models.undo': 'Undo',
  'models.busy.save': 'Keeping the model…',
  'models.busy.import': 'Reading the files…',
  'models.busy.export': 'Packing the files…',
  'models.busy.delete': 'One moment…',
  'models.origin.trained': 'Trained here, {date}',
  'models.origin.imported': 'Brought in, {date}',
  'models.teach': 'Have it teach',
  'models.begin': 'Student begins as it',
  'models.download': 'Download:',
  'models.format.safetensors': 'For this page: one file that can be brought in again',
  'models.format.hugging-face':
    'For transformers in Python, with tokenizer and model card; can be brought in again',
  'models.format.onnx': 'For ONNX Runtime, in a web page or elsewhere: input_ids in, logits out',
  'models.format.gguf': 'For llama.cpp and programs that are built on it',
  'models.delete': 'Delete',
} as const;

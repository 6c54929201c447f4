/** The sentences of problems: what happened, and what to do. `{length|character|characters}` is a number and its noun. */
import type { ProblemCode, TermKey } from '../../../errors/problems';

export const PROBLEMS_EN: Readonly<Record<ProblemCode, string>> = {
  'prompt-too-long': 'The prompt has {length|character|characters}; it may have at most {limit}.',
  'response-too-long': 'The response has {length|character|characters}; it may have at most {limit}.',
  'data-too-big': 'The file has {size} MB; this page reads files of at most {limit} MB. Cut it into parts.',
  'data-no-content': 'There is nothing in it but blank lines.',
  'data-binary':
    'This does not look like text: too many of its characters are control characters. If it is text, choose its encoding, or save it as UTF-8 and drop it again.',
  'data-archive': 'This is a packed file (zip, gzip) or a spreadsheet. Unpack it, or save the sheet as CSV.',
  'data-pdf': 'This is a PDF. Save its text as a plain text file.',
  'data-gone': 'The file cannot be read any more: it was moved, changed or deleted. Choose it again.',
  'data-one-column':
    'There is only one column, and pairs need two. Choose “Running text” if it is a text, or another format or delimiter if the columns were not recognised.',
  'data-no-rows':
    'No rows were found. JSON must be a list of records, one record a line, or an object with a list of records in it.',
  'data-record-too-long':
    'The record that begins in line {line} never ends. A bracket or a quotation mark is probably not closed.',
  'data-json-damaged':
    'This is not valid JSON: a bracket, a comma or a quotation mark is missing or one too many. Repair it, or save it with one record a line: then a damaged record costs only itself.',
  'pictures-none':
    'There is no PNG or JPEG in it. Put the pictures into one folder a class, and drop the folder that holds these, or a zip archive of it.',
  'pictures-not-decoded':
    'This browser cannot decode pictures beside the page. Take a current version of Chrome, Edge, Firefox or Safari, or bring the pictures as a CSV of pixels.',
  'pictures-hidden':
    'This browser gives pages noise in the place of pixels, as a protection from tracking. Allow this page to read them (in Firefox: “extract canvas data”), or bring the pictures as a CSV of pixels.',
  'run-open-elsewhere':
    'A run is in progress in another tab of this browser. Open it under Runs to see it as it goes, or to take it over.',
  'comparison-open-elsewhere':
    'A comparison is in progress in another tab of this browser. Open it under Runs to see it as it goes, or to take it over.',
  'comparison-tab-silent':
    'The other tab has not answered yet: it finishes a step or a download first, or the browser has put it to sleep. Look at it once, or close it; the comparison then goes on here.',
  'comparison-saved-over':
    'Another tab has continued or changed this comparison. It is shown as it is saved now; resume it from there, or start a new one.',
  'comparison-gone':
    'This comparison is no longer saved: newer ones have taken its place, or the data of this site was deleted. Its results stay here until you leave. Copy them, then start it again.',
  'run-saved-over':
    'Another tab has continued this run: it is saved at step {step} now. Resume it from there, or start a new one.',
  'run-storage-full':
    'The run is not being saved: this browser’s storage for the page is full. Delete models or data kept here that you no longer need, or free disk space.',
  'comparison-storage-full':
    'The comparison is not being saved: this browser’s storage for the page is full. Delete models or data kept here that you no longer need, or copy the results before you leave.',
  'device-buffer-limit':
    'This needs {size} MB in one piece, and the graphics device takes at most {limit} MB. Choose a smaller batch or student, or add ?backend=wasm to the address.',
  'device-dispatch-limit':
    'This needs {count|workgroup|workgroups} at once, and the graphics device takes at most {limit}. Choose a smaller batch or student, or add ?backend=wasm to the address.',
  'part-not-loaded':
    'This part of the page could not be loaded. Check the connection and try again; if that does not help, reload the page.',
  'lesson-not-found':
    'There is no lesson at {address}. Check the connection and the address, or choose another lesson.',
  'lesson-too-large': 'A lesson has at most {limit} kB, and this file has more. Choose another file.',
  'lesson-other-origin':
    'A link opens lessons of this site only. Download the file and open it under Lessons.',
  'hand-in-unknown':
    '“{file}” is no hand-in. Hand-ins are made under Share, and the names of their files end in .handin.json.',
  'hand-in-damaged':
    'The hand-in “{file}” is damaged: it was cut off or changed on its way. Ask for it again, as a file.',
  'hand-in-newer':
    'A newer version of this page made the hand-in “{file}”. Reload the page to get the newest version, then open it again.',
  'hand-in-no-link':
    'There is no link of a hand-in in this text. Paste links that were copied under Share → Hand in this run.',
  'class-full': 'A class holds {limit} hand-ins; the others were left out. Save the table, then remove some.',
  'class-not-kept':
    'This browser does not keep the class: a reload loses it. Save the table as CSV before you leave the page.',
  'download-failed':
    'The file {file} could not be downloaded: the network did not answer. Check the connection, then try again.',
  'download-status':
    'The file {file} could not be downloaded: the server answered {status}. Try again later, or reload the page.',
  'download-broken':
    'The file {file} did not arrive in full: the download broke off. Check the connection, then try again.',
  'download-stalled':
    'The file {file} stopped arriving: nothing came for {seconds|second|seconds}. Check the connection, then try again.',
  'unknown-characters': 'These models do not know {characters}. They know: {known}',
  'unknown-class': '“{name}” is none of the classes of this task. They are: {known}',
  'no-labels':
    'This method learns from labels alone, and no example has one. Raise “Labelled examples”, or choose a method with a teacher.',
  'picture-prompt':
    'The prompts of this task are pictures: a prompt of your own is 784 hexadecimal digits, one a pixel.',
  'number-out-of-range': 'These models know the numbers from 0 to {largest}.',
  'number-words-unknown':
    'In a number these models do not know {words}. Type one in English words or in digits, for example “forty-two” or “1,234”.',
  'number-unclear':
    '“{text}” is no number. Type one in English words or in digits, for example “forty-two” or “1,234”.',
  'translation-prompt-empty': 'Type a number in English words, for example “forty-two”.',
  'summary-prompt-empty': 'Type a question and its reply, for example “Ann:tea mon at 4?Ben:yes”.',
  'arithmetic-prompt-empty': 'Type four numbers from 10 to 99, for example “17+25+38+44”.',
  'phonemes-prompt-empty': 'Type an English word of 3 to 9 letters, for example “speech”.',
  'sentences-prompt-empty': 'Type an English sentence, for example “The food was good.”',
  'identity-prompt-empty': 'Type a question, for example “who are you?”.',
  'pair-prompt-empty': 'Type a prompt like those of your data.',
  'text-prompt-empty': 'Type the beginning of a text; the models continue it.',
  'instruction-unknown':
    'Begin with one of: rev, sort, up, dbl, next, first 3, last 2, del a, swap a c. For example “rev dicae”.',
  'text-of-another-task': 'This text belongs to another task than the models do. Choose a text of this task.',
  'no-response-in-data':
    'The data has no response to this prompt. Choose a prompt of the data, or have a model write the response.',
  'safetensors-too-short': 'The file is too short to be a safetensors file.',
  'safetensors-header-too-long': 'The file’s header is longer than {limit|byte|bytes}.',
  'safetensors-header-cut-off': 'The file ends before its header does; it may have been cut off.',
  'safetensors-header-not-json': 'The file’s header is not readable JSON.',
  'safetensors-header-not-a-table': 'The file’s header is not a table of tensors.',
  'safetensors-key-repeated': 'The file’s header has {key} more than once.',
  'safetensors-metadata': 'The file’s metadata is not a table of texts.',
  'safetensors-too-many-tensors': 'The file lists {count|tensor|tensors}, which is too many.',
  'safetensors-unused-bytes': 'The file has unused bytes at its end.',
  'tensor-not-described': 'The tensor {tensor} is not described properly.',
  'tensor-type':
    'The tensor {tensor} is of the type {type}; numbers of the types F32, F16, BF16 and F64 can be read. Save the model in one of these; one that is quantised has to be unpacked first.',
  'tensor-shape-impossible': 'The tensor {tensor} has an impossible shape.',
  'tensor-offsets': 'The tensor {tensor} has impossible offsets.',
  'tensor-size': 'The tensor {tensor} has a shape that does not fit its {bytes|byte|bytes}.',
  'tensor-cut-off': 'The file ends before the tensor {tensor} does; it may have been cut off.',
  'tensor-overlaps': 'The tensor {tensor} overlaps another one.',
  'tensor-after-gap': 'The file has unused bytes before the tensor {tensor}.',
  'tensor-not-finite': 'The tensor {tensor} holds a value that is not a finite number.',
  'file-is-lfs-pointer':
    'The file {file} is a pointer of Git LFS, not the model itself. Fetch the model with “git lfs pull”, or download the file from the website.',
  'file-is-web-page':
    'The file {file} is a web page, not a model: a page about the file was saved in its place. Download the file itself.',
  'file-is-json': 'The file {file} is JSON, not the numbers of a model.',
  'file-is-text': 'The file {file} is text, not the numbers of a model.',
  'model-format':
    'The format of {files} is {format}, which cannot be read here. Save the model as safetensors, and drop model.safetensors, config.json and tokenizer.json together.',
  'model-shards-missing':
    'The model is split into {count|file|files}, and these are not all: {files}. Drop all of them together.',
  'files-alike': 'It is not clear which of these files belongs to the model: {files}. Drop only one of them.',
  'config-size-too-large':
    'The model is too large for this page: {field} is {found}, and it may be at most {limit}.',
  'config-vocabulary-too-large':
    'The model is too large for this page: it has {found|token|tokens} (vocab_size), and at most {limit} can be taken. Such a model reads words and pieces of words; the models of this page read single characters.',
  'tokenizer-id-twice':
    'The vocabulary in tokenizer.json does not fit the model: the id {id} is taken twice, by {tokens}.',
  'tokenizer-beyond-model':
    'The vocabulary in tokenizer.json does not fit the model: it names the id {id}, and the model has {rows|token|tokens} (vocab_size), counted from 0.',
  'note-rounded': 'The file holds numbers of 64 bits (F64). They were rounded to 32 bits.',
  'note-vocabulary-padded':
    'The model has {rows|row|rows} of embedding, and its tokenizer names {tokens|token|tokens}. The rows without a token were left out; the model cannot write them here.',
  'model-foreign': 'This safetensors file was not written by this program, or by a newer version of it.',
  'model-shape-missing': 'The model file does not say which shape its model has.',
  'model-size-impossible': 'The model file names an impossible {field}; it must be from 1 to {limit}.',
  'model-heads-do-not-divide': 'The model’s width {width} does not divide into {heads|head|heads}.',
  'model-vocabulary-misfit': 'The model file’s vocabulary does not fit its model.',
  'model-parameter-missing': 'The model file lacks the parameter {parameter}.',
  'model-parameter-shape': 'The parameter {parameter} has the shape [{found}] instead of [{expected}].',
  'teacher-of-another-version':
    'The downloaded teacher belongs to another version of this task. Reload the page to get both anew.',
  'file-unreadable': 'The file {file} could not be read; it may have been moved or deleted.',
  'file-too-long': 'The file {file} is longer than {megabytes} MB.',
  'file-not-json': 'The file {file} is not readable JSON.',
  'file-missing':
    'The file {file} is missing. Drop config.json, tokenizer.json and model.safetensors together, or as one zip archive.',
  'files-too-large':
    'The files hold more than {megabytes} MB, which is more than any model that this page can run.',
  'archive-damaged':
    'The archive is damaged, or it was cut off: its list of files does not fit its contents.',
  'archive-incomplete': 'This is not a whole zip archive: it has no list of files at its end.',
  'archive-encrypted': 'The archive is encrypted. Unpack it, and drop the files.',
  'archive-too-many-files': 'The archive holds more than {limit|file|files}.',
  'archive-file-damaged': 'The file {file} in the archive is damaged.',
  'archive-file-packing': 'The file {file} is packed in a way that this page cannot unpack.',
  'model-without-config':
    'The file {file} was not exported by this page, and does not say what kind of model it holds. Drop it together with its config.json and tokenizer.json.',
  'no-model-in-files':
    'There is no model in these files. A model is a .safetensors file exported by this page, or config.json, tokenizer.json and model.safetensors together or in a .zip archive.',
  'gpt2-parts-unknown': 'The model has parts that a GPT-2 of this configuration does not have: {parts}.',
  'gpt2-part-twice': 'The model has the part {part} twice.',
  'gpt2-part-missing': 'The file model.safetensors lacks the part {part}.',
  'gpt2-part-shape': 'The part {part} has the shape [{found}]; by config.json it should be [{expected}].',
  'gpt2-biases':
    'The model uses biases, which this page’s transformer does not have: {parts}. A GPT-2 can be taken over only if all its biases are zero.',
  'gpt2-head-not-tied':
    'The model’s output head differs from its token embedding; in this page’s transformer both are the same matrix.',
  'config-not-a-model': 'The file config.json does not describe a model.',
  'config-type': 'The model is of the type {type}; only the layout of GPT-2 (model_type "gpt2") can be read.',
  'config-type-missing':
    'The file config.json names no model_type; only the layout of GPT-2 (model_type "gpt2") can be read.',
  'config-size-impossible': 'The file config.json names no possible {field}; it must be from 1 to {limit}.',
  'config-token-missing':
    'The file config.json names no {field}; this page’s models mark padding, beginning and end with a token each.',
  'config-inner-size':
    'The model’s MLP has {found|inner unit|inner units} (n_inner); here it always has four times the width, {expected}.',
  'config-value': 'The model is configured with {field} = {found}; this page’s transformer has {expected}.',
  'config-activation':
    'The model’s activation function is {found}; this page’s transformer has the exact GELU.',
  'tokenizer-same-special-tokens': 'The model has the same token for padding, beginning and end.',
  'tokenizer-long-tokens':
    'The tokenizer has tokens of several characters ({tokens}); this page’s models read and write single characters.',
  'tokenizer-no-vocabulary': 'The file tokenizer.json holds no vocabulary of the kind WordLevel or BPE.',
  'tokenizer-too-large':
    'The tokenizer has {tokens|token|tokens}; a character-level model has {limit} at most.',
  'tokenizer-misfit':
    'The vocabulary in tokenizer.json does not fit the model: an id is no number, or padding, beginning or end has no token.',
  'model-width-range': 'The model’s width is {width}; this page runs models with {min} to {max}.',
  'model-layers-range':
    'The model’s number of layers is {layers}; this page runs models with {min} to {max}.',
  'model-heads-range': 'The model’s number of heads is {heads}; this page runs models with {min} to {max}.',
  'model-lacks-characters':
    'The model’s characters are not those of the task “{task}”: it does not know {lacking}.',
  'model-has-other-characters':
    'The model’s characters are not those of the task “{task}”: it knows {strange}, which the task does not have.',
  'model-differs-in-characters':
    'The model’s characters are not those of the task “{task}”: it does not know {lacking}; it knows {strange}, which the task does not have.',
  'model-of-other-kind':
    'The model does not read what the task “{task}” has: texts, or sentences or pictures with its classes. Choose a task of its kind.',
  'model-character-twice': 'The model’s vocabulary names a character twice.',
  'model-too-few-positions': 'The model has {found|position|positions}; the task “{task}” needs {expected}.',
  'note-gelu-approximation':
    'The model was trained with an approximation of GELU ({activation}). Here it runs with the exact function, so its probabilities differ a little.',
  'note-model-known': 'The same model was here already, as “{name}”.',
  'own-teacher-not-chosen': 'None of your models is chosen as the teacher. Choose one in the settings.',
  'own-student-not-chosen':
    'None of your models is chosen as the student to begin from. Choose one in the settings.',
  'own-teacher-absent':
    'The teacher of these settings is a model that is not in this browser. If they came by a link, ask the sender for the model’s file and drop it onto this page; or choose another teacher.',
  'own-student-absent':
    'The student of these settings begins as a model that is not in this browser. If they came by a link, ask the sender for the model’s file and drop it onto this page; or begin with random weights.',
  'own-teacher-misfit': 'The teacher “{name}” cannot be used here. {cause}',
  'own-student-misfit': 'The student to begin from, “{name}”, cannot be used here. {cause}',
  'no-teacher':
    'This needs a teacher, and there is none for your data yet. Train one first: the preset “Train a teacher of your own” takes the method SFT and a larger student. When it is good, keep it as a model, choose it as the teacher, and distil.',
  'step-too-costly':
    'One step with this teacher would take too much time or memory. Choose a smaller batch, or a smaller teacher.',
  'encoder-format':
    'This model answers with classes, and this format is made for models that write text. Export it as safetensors.',
  'model-gone': 'This model is no longer here; another tab may have deleted it.',
  'model-nothing-to-restore': 'There is nothing left that could be brought back.',
  'keep-without-student': 'There is no student to keep: start a run first.',
  'keep-diverged': 'The student’s weights are no longer numbers, because the run diverged. It was not kept.',
  'storage-full':
    '{kept} does not fit: this browser’s storage for the page is full. Delete something kept here that you no longer need, or free disk space.',
  'storage-none':
    '{kept} cannot be kept: this browser window gives the page no storage. Private windows and blocked site data are the usual reasons.',
  'run-not-saved':
    'This browser window gives the page no storage, so the run cannot be resumed after a reload.',
  'comparison-not-saved':
    'This browser window gives the page no storage, so the comparison does not survive a reload. Copy its results before you leave.',
  'no-robust-teacher': 'This site has no robust teacher for the task. Choose another teacher.',
  'no-weak-teacher': 'This site has no weak teacher for the task. Choose another teacher.',
  'no-teacher-card': 'Only teachers of this site have a card.',
  'teacher-card-damaged': 'The card of this teacher is damaged; the teacher itself may be intact.',
  'task-data-not-unpacked':
    'The examples of this task cannot be unpacked: the file is damaged. Reload the page.',
  'task-data-unreadable':
    'The pronunciations cannot be read: the server sent something else, or the file is damaged. Reload the page.',
  'task-data-count':
    'The file of pronunciations holds {found|word|words} instead of {expected}: it is cut short or belongs to another version. Reload the page.',
  'data-not-chosen': 'No data is chosen. Choose or drop a file under “Your data”, or take another task.',
  'data-absent':
    'These settings use data which is not in this browser (fingerprint {fingerprint}). Links never contain data: get the file from the sender of the link and drop it under “Your data”, or take another task.',
  'no-device': 'No way to compute was found. {reasons}',
  'device-lost':
    'The graphics device was lost ({message}): the driver restarted, or the computer slept. What was computed is kept; resume from the last saved step.',
  'device-refused': 'The graphics device refused a command: {message}',
  'graphics-memory-full':
    'The graphics memory is full. Close other tabs that use it, or choose a smaller batch or student.',
  'memory-full':
    'Memory is full: it holds {held} MB, and another {size} MB did not fit. Choose a smaller batch or student, or a shorter response limit.',
  'backend-hardware': 'The browser gives this page a hardware graphics adapter.',
  'backend-asked-for': 'The address asks for it.',
  'backend-asked-for-software': 'The address asks for it, on a software adapter.',
  'engine-without-simd':
    'The WebAssembly of this browser has no SIMD, so the page’s own engine cannot run, and slower stock operations compute.',
  'engine-failed': 'The page’s own engine did not start ({message}), so slower stock operations compute.',
  'threads-fastest': 'It computes on {threads|thread|threads}, which was measured to be the fastest here.',
  'threads-asked': 'The address asks for {threads|thread|threads}.',
  'threads-no-gain': 'It computes on one thread: more were measured and are no faster here.',
  'threads-one-core': 'It computes on one thread: the browser tells of one core only.',
  'threads-not-isolated':
    'It computes on one thread, because this page is not isolated from others. Whoever hosts it can change that: a server that sends the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp gives it all cores.',
  'threads-in-frame':
    'It computes on one thread, because this page is in a frame of another one. In a tab of its own it can use all cores.',
  'threads-missing': 'It computes on one thread: this browser shares no memory between threads.',
  'threads-no-answer':
    'It computes on one thread: the browser offers more, but they did not answer. A newer version of the browser may help.',
  'threads-lost':
    'It computes on one thread since another one ended in the middle of its work. Nothing was lost; reload the page to have all threads again.',
  'backend-failed': '{backend} failed: {message}.',
  'backend-did-not-start': '{backend} did not start.',
  'backend-wrong-gradients': '{backend} computes gradients wrongly here.',
  'webgpu-missing': 'This browser has no WebGPU.',
  'webgpu-no-adapter': 'The browser found no usable graphics adapter.',
  'probe-processor-faster':
    'WebGPU has only a software adapter here ({adapter}). A short measurement found it slower: about {graphics} GFLOP/s in training, against {processor} GFLOP/s on each of {threads|thread|threads} of the processor.',
  'probe-webgpu-faster':
    'WebGPU has only a software adapter here ({adapter}). A short measurement found it faster: about {graphics} GFLOP/s in training, against {processor} GFLOP/s on each of {threads|thread|threads} of the processor.',
  'probe-late':
    'WebGPU has only a software adapter here ({adapter}), and it did not finish a measurement of half a second.',
  'probe-failed':
    'WebGPU has only a software adapter here ({adapter}), and it failed in a short measurement: {message}.',
  'webgpu-wrong-gradients': 'The graphics adapter ({adapter}) computes gradients wrongly.',
  'advice-enable-webgpu':
    'Chrome and Edge have WebGPU on Windows, macOS, Linux and Android, Safari from version 26, Firefox from version 141 on Windows and 145 on macOS. Update the browser, or turn on hardware acceleration in its settings.',
  'advice-hardware-acceleration':
    'Turn on hardware acceleration in the browser, or add ?backend=webgpu to the address to use it anyway.',
  'advice-newer-browser':
    'Update the browser: Chrome and Edge have SIMD from version 91, Firefox from 89, Safari from 16.4.',
  'advice-newer-driver': 'A newer browser or graphics driver may fix this.',
  'advice-software-slow':
    'This is usually slow: without ?backend=webgpu in the address, the page measures it and takes what is faster.',
  'advice-remove-backend': 'Remove ?backend from the address to let the page choose.',
  diverged:
    'The run diverged at step {step}: the loss is {loss}. A lower learning rate, a longer warm-up or gradient clipping usually helps.',
  'no-checkpoint': 'There is no saved run to resume: start a new one.',
  'run-gone':
    'This run is no longer kept: it was deleted, or it made room for newer ones. Choose another one from the list.',
  'runs-given-up':
    'The runs and comparisons kept here reached {limit} MB, so the oldest made room: {names}. The list under Runs says when. Save there the recording of a run that you want to keep for good.',
  'runs-given-up-disk':
    'This browser’s storage for the page was full, so the oldest runs and comparisons made room: {names}. The list under Runs says when. Free disk space, or save there the recording of a run that you want to keep for good.',
  'recording-unknown':
    '“{file}” is not a recording of a run. Recordings are saved from the list of runs, and their names end in .distillery.',
  'recording-damaged':
    'The recording “{file}” is damaged: it was cut off or altered on its way. Ask for it again, or export it again.',
  'recording-newer':
    'A newer version of this page wrote the recording “{file}”. Reload the page to get the newest version, then open it again.',
  'checkpoint-misfit': 'The saved run belongs to a student of another size. Start a new run.',
  'stopped-early':
    'Training ended at step {step}: {metric} on held-out prompts was best at step {bestStep} ({best}) and has not improved in the {since|evaluation|evaluations} since.',
  'measure-while-training':
    'A run is training and would disturb the measurement. Pause it, or wait until it has finished.',
  'measure-ended-by-training': 'The measurement was stopped, because training was resumed.',
  'measure-without-student':
    'There is no student to measure yet: start a run, then pause it or let it finish.',
  'measure-diverged': 'The run has diverged: the weights of its student are no longer numbers.',
  'measure-before-distillation':
    'The student has not learned from its teacher yet: let the distillation run for some steps first.',
  stored: '{sentence}',
  'worker-crashed':
    'The background worker that trains the student stopped unexpectedly: {message} Start again to open a new one.',
  'worker-not-loaded':
    'Its script could not be loaded. Check the connection; if starting again does not help, reload the page.',
  'worker-message-unreadable': 'A message could not be read.',
  'worker-message-malformed': 'A message from the run was not understood ({message}).',
  'command-malformed': 'The page sent the run a command that it does not understand ({message}).',
  'out-of-memory': 'Memory ran out ({message}). Choose a smaller batch or student.',
  unexpected: 'Something unexpected happened: {message}. Start again; the settings are kept.',
  'graduate-method':
    'The PyTorch project has no {part} {name}, which {method} needs. Choose another method; docs/graduate.md lists those that it has.',
  'question-failed': 'Something unexpected happened: {message}. Nothing else is affected; try it again.',
  'comparison-interrupted':
    'The comparison was interrupted unexpectedly: {message}. Resume it to try again, or leave this run out.',
};

export const TERMS_EN: Readonly<Partial<Record<TermKey, string>>> = {
  'kept.model': 'The model',
  'kept.data': 'The data',
  'kept.run': 'The run',
  'kept.comparison': 'The comparison',
  'kept.site': 'Everything for offline use',
};

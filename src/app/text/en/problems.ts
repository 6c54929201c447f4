/** The sentences of problems: what happened, and what to do. `{length|character|characters}` is a number and its noun. */
import type { ProblemCode } from '../../../errors/problems';

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
  'device-buffer-limit':
    'This needs {size} MB in one piece, and the graphics device takes at most {limit} MB. Choose a smaller batch or student, or add ?backend=wasm to the address.',
  'device-dispatch-limit':
    'This needs {count} groups of work at once, and the graphics device takes at most {limit}. Choose a smaller batch or student, or add ?backend=wasm to the address.',
  'part-not-loaded':
    'This part of the page could not be loaded. Check the connection and try again; if that does not help, reload the page.',
  'download-failed':
    'The file {file} could not be downloaded: the network did not answer. Check the connection, then try again.',
  'download-status':
    'The file {file} could not be downloaded: the server answered {status}. Try again later, or reload the page.',
  'download-broken':
    'The file {file} did not arrive in full: the download broke off. Check the connection, then try again.',
  'download-stalled':
    'The file {file} stopped arriving: nothing came for {seconds|second|seconds}. Check the connection, then try again.',
  'no-weak-teacher': 'This site has no weak teacher for the task. Choose another teacher.',
  'out-of-memory': 'Memory ran out ({message}). Choose a smaller batch or student.',
  unexpected: 'Something unexpected happened: {message}. Start again; the settings are kept.',
  'question-failed': 'Something unexpected happened: {message}. Nothing else is affected; try it again.',
  'comparison-interrupted':
    'The comparison was interrupted unexpectedly: {message}. Resume it to try again, or leave this run out.',
};

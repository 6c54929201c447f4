/** What the PyTorch peer computes on, as a safetensors file: the numbers that every peer gets. */
import { writeSafetensors } from '../../src/model/safetensors';
import { type Case, inputLength, type Sequences, type Size, type Work } from '../cases';
import { deviations, normals, sequenceIds, softmaxRows, targetLogits } from '../data';

type Tensors = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** Parameters under `role`, in the order in which all peers draw them. */
function addModel(tensors: Tensors, role: string, size: Size, sequences: Sequences, seed: number): void {
  const { vocabulary, width, layers, patch } = size;
  const spread = deviations(size);
  let drawn = 0;
  const add = (name: string, rows: number, columns: number, deviation: number): void => {
    tensors.set(`${role}.${name}`, {
      shape: [rows, columns],
      data: normals(rows * columns, seed * 100 + drawn++, deviation),
    });
  };
  add('embedding', patch === undefined ? vocabulary : patch ** 2, width, spread.embedding);
  add('positions', inputLength(sequences, size), width, spread.positions);
  for (let layer = 0; layer < layers; layer++) {
    add(`${layer}.attention`, width, 3 * width, spread.attention);
    add(`${layer}.attentionOut`, width, width, spread.attentionOut);
    add(`${layer}.expand`, width, 4 * width, spread.expand);
    add(`${layer}.contract`, 4 * width, width, spread.contract);
  }
  tensors.set(`${role}.gain`, { shape: [width], data: new Float32Array(width).fill(1) });
  if (patch === undefined) return;
  drawn += 1;
  add('class', 1, width, spread.classToken);
  add('head', width, vocabulary, spread.head);
}

function addSequences(tensors: Tensors, work: Work, size: Size): void {
  tensors.set('sequences', {
    shape: [work.batch, work.prompt + work.response],
    data: Float32Array.from(sequenceIds(work, size)),
  });
}

/** Models by their role, token ids or grey levels as floats, and distributions to learn. */
export function pytorchData(work: Case['work']): Uint8Array {
  const tensors: Tensors = new Map();
  switch (work.kind) {
    case 'product': {
      const { rows, inner, columns } = work;
      tensors.set('a', { shape: [rows, inner], data: normals(rows * inner, 1) });
      tensors.set('b', { shape: [inner, columns], data: normals(inner * columns, 2) });
      break;
    }
    case 'round':
    case 'step':
    case 'distil':
      addModel(tensors, 'student', work.student, work, 1);
      addModel(tensors, 'teacher', work.teacher, work, 2);
      addSequences(tensors, work, work.student);
      break;
    default: {
      const { vocabulary } = work.model;
      addModel(tensors, 'model', work.model, work, 1);
      addSequences(tensors, work, work.model);
      if (work.kind === 'train' && work.targets === 'soft') {
        tensors.set('targets', {
          shape: [work.batch, work.response, vocabulary],
          data: softmaxRows(targetLogits(work, vocabulary), vocabulary),
        });
      }
    }
  }
  return writeSafetensors(tensors);
}

import { describe, expect, it } from 'vitest';
import type { StripRow } from '../../run/protocol';
import { acceptedCount, rank, viewToken } from './ranking';

const logs = (...probabilities: number[]): number[] => probabilities.map(Math.log);

describe('ranking', () => {
  it('puts the likeliest first and keeps ids in order among equals', () => {
    expect(rank(logs(0.2, 0.4, 0.2, 0.2)).map(({ id }) => id)).toEqual([1, 0, 2, 3]);
  });

  it('draws the line after K tokens, or where the nucleus is full', () => {
    const teacher = rank(logs(0.5, 0.3, 0.15, 0.05));
    expect(acceptedCount(teacher, { acceptance: 'top-k', topK: 3, acceptanceTopP: 0 })).toBe(3);
    expect(acceptedCount(teacher, { acceptance: 'top-k', topK: 99, acceptanceTopP: 0 })).toBe(4);
    expect(acceptedCount(teacher, { acceptance: 'nucleus', topK: 0, acceptanceTopP: 0.7 })).toBe(2);
    expect(acceptedCount(teacher, { acceptance: 'nucleus', topK: 0, acceptanceTopP: 0 })).toBe(0);
  });

  it('reads the distributions of the right position', () => {
    const row: StripRow = {
      prompt: 'one=',
      tokens: [
        { id: 0, source: 'accepted', proposed: 0, rank: 0 },
        { id: 1, source: 'replaced', proposed: 0, rank: 1 },
      ],
      teacher: Float32Array.from(logs(0.9, 0.1, 0.2, 0.8)),
      student: Float32Array.from(logs(0.5, 0.5, 0.7, 0.3)),
    };
    const view = viewToken(row, 1, { acceptance: 'top-k', topK: 1, acceptanceTopP: 1 });
    expect(view?.teacher[0]?.id).toBe(1);
    expect(view?.teacher[0]?.probability).toBeCloseTo(0.8);
    expect(view?.student[0]?.id).toBe(0);
    expect(viewToken(row, 2, { acceptance: 'top-k', topK: 1, acceptanceTopP: 1 })).toBeNull();
  });
});

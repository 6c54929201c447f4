import { describe, expect, it } from 'vitest';
import { PositionAcceptance } from './positions';

describe('PositionAcceptance', () => {
  it('is accepted / (accepted + replaced) at each position', () => {
    const positions = new PositionAcceptance();
    positions.push([8, 2], [0, 6]);
    expect(positions.rates().map((p) => [p.position, p.rate])).toEqual([
      [0, 1],
      [1, 0.25],
    ]);
  });

  it('lets old reports fade and grows with longer responses', () => {
    const positions = new PositionAcceptance(0.5);
    positions.push([10], [0]);
    for (let i = 0; i < 12; i++) positions.push([0, 1], [10, 1]);
    const [first, second] = positions.rates();
    expect(first?.rate).toBeLessThan(0.01);
    expect(second?.rate).toBeCloseTo(0.5);
  });

  it('forgets positions that no longer occur', () => {
    const positions = new PositionAcceptance(0.5);
    positions.push([1, 1], [0, 0]);
    for (let i = 0; i < 8; i++) positions.push([1], [0]);
    expect(positions.rates().map((p) => p.position)).toEqual([0]);
  });
});

import { describe, expect, it } from 'vitest';
import { DEFAULT_EXPERIMENT, FIELDS } from '../../experiment/fields';
import { matters } from '../../experiment/relevance';
import { t } from '../text/text';
import { checkNumber } from './check';
import { fieldsOf } from './relevance';

describe('checkNumber', () => {
  it('takes numbers inside the bounds, with a comma or a point', () => {
    expect(checkNumber(FIELDS.topK, ' 5 ', t)).toEqual({ value: 5 });
    expect(checkNumber(FIELDS.learningRate, '0,004', t)).toEqual({ value: 0.004 });
    expect(checkNumber(FIELDS.learningRate, '4e-3', t)).toEqual({ value: 0.004 });
  });

  it('says what is wrong', () => {
    expect(checkNumber(FIELDS.topK, '', t)).toEqual({ problem: 'A number, please.' });
    expect(checkNumber(FIELDS.topK, '1.5', t)).toEqual({ problem: 'A whole number, please.' });
    expect(checkNumber(FIELDS.topK, '900', t)).toEqual({ problem: 'Between 0 and 512, please.' });
  });
});

describe('fieldsOf', () => {
  it('shows K for SKD only', () => {
    expect(matters('topK', DEFAULT_EXPERIMENT)).toBe(true);
    expect(matters('topK', { ...DEFAULT_EXPERIMENT, method: 'supervised-kd' })).toBe(false);
    expect(matters('studentTemperature', { ...DEFAULT_EXPERIMENT, method: 'supervised-kd' })).toBe(false);
    expect(fieldsOf('method', { ...DEFAULT_EXPERIMENT, acceptance: 'nucleus' }).basic).toContain(
      'acceptanceTopP',
    );
  });
});

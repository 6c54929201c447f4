/**
 * The sampler as one compute shader: a workgroup takes a few rows through many positions, both models included, and
 * never needs another workgroup. Per position: the student's logits, its proposal, the teacher's logits, the rank
 * test, the replacement, the record. Rows that have ended stop their workgroup early.
 *
 * Matrix products go column-wise: an invocation owns four neighbouring outputs, so weights are read as vec4 and
 * neighbours read neighbouring addresses; inputs are broadcast from workgroup memory. Where a matrix has fewer columns
 * than there are invocations, the inner dimension is split and the parts are summed.
 *
 * Both models, all blocks and all four products of a block run through the same lines, with their dimensions in
 * variables: unrolled, the shader takes minutes to compile on a software adapter.
 */
import { erfWgsl } from '../webgpu/erf';
import type { Cut, SampledModel } from './layout';

/** Fields of the record, each [batch, responseLength]; then the state between dispatches, two fields of [batch]. */
export const RECORD = { token: 0, mask: 1, accepted: 2, proposed: 3, rank: 4 } as const;
export const RECORD_FIELDS = 5;

/** Numbers in front of the uniforms in the settings buffer. */
export const SETTINGS = 8;

export interface SamplerShape {
  readonly batch: number;
  readonly promptLength: number;
  readonly responseLength: number;
  readonly student: SampledModel;
  /** Without a teacher all of the student's tokens are kept. */
  readonly teacher: SampledModel | null;
  /** Write the logits of the judge, or of the student where there is none. */
  readonly logits: boolean;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Numbers that a model's keys and values take in the common cache. */
export const cacheSize = (model: SampledModel, batch: number): number =>
  model.layers * 2 * batch * model.context * model.width;

/** Numbers of a model's flat parameter vector. */
export const weightSize = ({ vocabulary, context, width, layers }: SampledModel): number =>
  (vocabulary + context + 12 * layers * width + 1) * width;

/**
 * Dimensions and offsets (in vec4) of the model at hand, picked by the loop variable `model`: as local values, because
 * barriers need control flow that is provably the same for a whole workgroup.
 */
function dimensions(student: SampledModel, teacher: SampledModel | null, batch: number): string {
  const pick = (name: string, of: (model: SampledModel) => number): string => {
    const [first, second] = [of(student), of(teacher ?? student)];
    return `let ${name} = ${first === second ? `${first}u` : `select(${first}u, ${second}u, model == 1u)`};`;
  };
  const after = (size: number) => (model: SampledModel) => (model === teacher ? size / 4 : 0);
  return [
    pick('D4', (model) => model.width / 4),
    pick('DEPTH4', (model) => model.width / model.heads / 4),
    pick('HEADS', (model) => model.heads),
    pick('LAYERS', (model) => model.layers),
    pick('CONTEXT', (model) => model.context),
    pick('WEIGHTS', after(weightSize(student))),
    pick('CACHE', after(cacheSize(student, batch))),
  ].join(' ');
}

/** The whole shader. Bindings in the order of `bindings` in sample.ts. */
export function samplerShader(shape: SamplerShape, cut: Cut): string {
  const { batch, promptLength, responseLength, student, teacher, logits } = shape;
  const { size, rows, split } = cut;
  const models = teacher ? [student, teacher] : [student];
  const d4 = Math.max(...models.map((model) => model.width)) / 4;
  const scores = Math.max(...models.map((model) => model.heads * model.context));
  const v = student.vocabulary;
  const field = batch * responseLength;
  const state = RECORD_FIELDS * field;
  const eachRow = (line: (r: number) => string): string => range(rows).map(line).join('\n      ');
  return `
@group(0) @binding(0) var<storage, read> span: array<u32>;
@group(0) @binding(1) var<storage, read> settings: array<f32>;
@group(0) @binding(2) var<storage, read_write> record: array<f32>;
@group(0) @binding(3) var<storage, read> weights: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> cache: array<vec4f>;
${logits ? '@group(0) @binding(5) var<storage, read_write> logits_out: array<f32>;' : ''}

const SIZE = ${size}u;
const ROWS = ${rows}u;
const BATCH = ${batch}u;
const V = ${v}u;
const LENGTH = ${responseLength}u;
/** Offset of the inputs of products: normalised states or attended values first, then projections or expanded states. */
const WIDE = ${rows * d4}u;

var<workgroup> x: array<vec4f, ${rows * d4}>;
var<workgroup> act: array<vec4f, ${5 * rows * d4}>;
var<workgroup> part: array<vec4f, ${Math.max(size * rows, d4)}>;
var<workgroup> totals: array<f32, ${Math.max(size, d4)}>;
var<workgroup> attention_scores: array<f32, ${scores}>;
var<workgroup> scores_out: array<f32, ${rows * v}>;
var<workgroup> tokens: array<u32, ${rows}>;
var<workgroup> proposals: array<u32, ${rows}>;
var<workgroup> replacements: array<u32, ${rows}>;
var<workgroup> alive: array<u32, ${rows}>;
var<workgroup> any_alive: u32;

${erfWgsl('vec4f')}

// One token of row r from the logits in scores_out: temperature, nucleus, inversion of the distribution function.
fn draw(r: u32, temperature: f32, top_p: f32, uniform_number: f32) -> u32 {
  let first = r * V;
  var high = scores_out[first];
  var best = 0u;
  for (var j = 1u; j < V; j++) {
    if (scores_out[first + j] > high) { high = scores_out[first + j]; best = j; }
  }
  if (temperature == 0.0) { return best; }
  let scale = 1.0 / temperature;
  var total = 0.0;
  for (var j = 0u; j < V; j++) { total += exp((scores_out[first + j] - high) * scale); }
  var floor_score = -1e30;
  if (top_p < 1.0) {
    // The nucleus holds the tokens with less than top_p of the mass strictly above them.
    var kept = 0.0;
    floor_score = high;
    for (var j = 0u; j < V; j++) {
      let own = scores_out[first + j];
      var above = 0.0;
      for (var o = 0u; o < V; o++) {
        if (scores_out[first + o] > own) { above += exp((scores_out[first + o] - high) * scale); }
      }
      if (above < top_p * total) { kept += exp((own - high) * scale); floor_score = min(floor_score, own); }
    }
    total = kept;
  }
  let threshold = uniform_number * ${1 - 2 ** -22} * total;
  var cumulative = 0.0;
  var last = best;
  for (var j = 0u; j < V; j++) {
    let own = scores_out[first + j];
    if (own >= floor_score) {
      let mass = exp((own - high) * scale);
      cumulative += mass;
      if (cumulative > threshold) { return j; }
      if (mass > 0.0) { last = j; }
    }
  }
  return last;
}

// (x − mean)/√(var + ε) into act; each invocation finds the statistics of the row it writes.
fn normalise(lid: u32, D4: u32, gain: u32, has_gain: bool) {
  for (var j = lid; j < ROWS * D4; j += SIZE) {
    let first = j / D4 * D4;
    var sum = vec4f(0.0);
    for (var c = 0u; c < D4; c++) { sum += x[first + c]; }
    let mean = dot(sum, vec4f(1.0)) / f32(4u * D4);
    var square = vec4f(0.0);
    for (var c = 0u; c < D4; c++) { let y = x[first + c] - mean; square += y * y; }
    let y = (x[j] - mean) * inverseSqrt(dot(square, vec4f(1.0)) / f32(4u * D4) + 1e-5);
    if (has_gain) { act[j] = y * weights[gain + j - first]; } else { act[j] = y; }
  }
}

// Use of one result of a product: packed projections, a residual, or an activation.
fn finish(kind: u32, r: u32, n: u32, columns: u32, value: vec4f) {
  switch (kind) {
    case 0u: { act[WIDE + r * columns + n] = value; }
    case 2u: { act[WIDE + r * columns + n] = 0.5 * value * (1.0 + erf(value * ${Math.SQRT1_2})); }
    default: { x[r * columns + n] += value; }
  }
}

@compute @workgroup_size(${size})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lid: u32) {
  let first_row = group.x * ROWS;
  let begin = span[0];
  let end = span[1];
  if (begin == 0u) {
    for (var j = lid; j < ${rows * RECORD_FIELDS * responseLength}u; j += SIZE) {
      let row = first_row + j / ${RECORD_FIELDS * responseLength}u;
      let rest = j % ${RECORD_FIELDS * responseLength}u;
      if (row < BATCH) { record[rest / LENGTH * ${field}u + row * LENGTH + rest % LENGTH] = 0.0; }
    }
    ${
      logits
        ? `for (var j = lid; j < ${rows * responseLength * v}u; j += SIZE) {
      let index = first_row * ${responseLength * v}u + j;
      if (index < ${field * v}u) { logits_out[index] = 0.0; }
    }`
        : ''
    }
  }
  if (lid < ROWS) {
    let row = first_row + lid;
    tokens[lid] = 0u;
    alive[lid] = 0u;
    if (row < BATCH) {
      tokens[lid] = u32(record[${state}u + row]);
      alive[lid] = u32(record[${state + batch}u + row]);
    }
  }
  storageBarrier();
  workgroupBarrier();
  for (var i = begin; i < end; i++) {
    if (lid == 0u) {
      var count = 0u;
      for (var r = 0u; r < ROWS; r++) { count += alive[r]; }
      any_alive = count;
    }
    if (workgroupUniformLoad(&any_alive) == 0u) { break; }
    let at = ${promptLength - 1}u + i;
    let length = at + 1u;

    for (var model = 0u; model < ${models.length}u; model++) {
      ${dimensions(student, teacher, batch)}
      let positions = WEIGHTS + V * D4 + at * D4;
      let blocks = WEIGHTS + (V + CONTEXT) * D4;
      let gain = blocks + LAYERS * 48u * D4 * D4;
      for (var j = lid; j < ROWS * D4; j += SIZE) {
        let c = j % D4;
        x[j] = weights[WEIGHTS + tokens[j / D4] * D4 + c] + weights[positions + c];
      }
      workgroupBarrier();
      // Four products a block: packed projections, attention output, expansion, contraction.
      for (var stage = 0u; stage <= 4u * LAYERS; stage++) {
        let kind = stage & 3u;
        let is_head = stage == 4u * LAYERS;
        if ((kind & 1u) == 0u) { normalise(lid, D4, gain, is_head); }
        workgroupBarrier();
        if (is_head) { break; }
        let square = 4u * D4 * D4;
        let block = blocks + (stage >> 2u) * 12u * square;
        let at_matrix = block + select(select(select(0u, 3u, kind == 1u), 4u, kind == 2u), 8u, kind == 3u) * square;
        let columns = D4 * select(select(1u, 3u, kind == 0u), 4u, kind == 2u);
        let inner = D4 * select(1u, 4u, kind == 3u);
        let source = select(0u, WIDE, kind == 3u);
        ${
          split
            ? `// The inner dimension is split by the largest power of two that leaves no invocation two jobs.
        var split = 1u;
        while (split * 2u * columns <= SIZE && inner % (split * 2u) == 0u) { split *= 2u; }`
            : 'let split = 1u;'
        }
        let chunk = inner / split;
        for (var j = lid; j < columns * split; j += SIZE) {
          let n = ${split ? 'j % columns' : 'j'};
          let s = ${split ? 'j / columns' : '0u'};
          ${eachRow((r) => `var acc${r} = vec4f(0.0);`)}
          for (var k = s * chunk; k < (s + 1u) * chunk; k++) {
            let row = at_matrix + n + k * 4u * columns;
            let w0 = weights[row];
            let w1 = weights[row + columns];
            let w2 = weights[row + 2u * columns];
            let w3 = weights[row + 3u * columns];
            ${eachRow(
              (r) =>
                `{ let y = act[source + ${r}u * inner + k]; acc${r} = fma(vec4f(y.x), w0, fma(vec4f(y.y), w1, fma(vec4f(y.z), w2, fma(vec4f(y.w), w3, acc${r})))); }`,
            )}
          }
          if (split == 1u) {
            ${eachRow((r) => `finish(kind, ${r}u, n, columns, acc${r});`)}
          } else {
            ${eachRow((r) => `part[(s * ROWS + ${r}u) * columns + n] = acc${r};`)}
          }
        }
        workgroupBarrier();
        if (split > 1u) {
          for (var j = lid; j < ROWS * columns; j += SIZE) {
            var value = part[j];
            for (var s = 1u; s < split; s++) { value += part[s * ROWS * columns + j]; }
            finish(kind, j / columns, j % columns, columns, value);
          }
        }
        workgroupBarrier();
        if (kind == 0u) {
          let plane = BATCH * CONTEXT * D4;
          let keys_of_layer = CACHE + (stage >> 2u) * 2u * plane;
          for (var j = lid; j < ROWS * 2u * D4; j += SIZE) {
            let r = j / (2u * D4);
            let c = j % (2u * D4);
            if (first_row + r < BATCH) {
              cache[keys_of_layer + c / D4 * plane + ((first_row + r) * CONTEXT + at) * D4 + c % D4] = act[WIDE + r * 3u * D4 + D4 + c];
            }
          }
          storageBarrier();
          for (var r = 0u; r < ROWS; r++) {
            workgroupBarrier();
            let keys = keys_of_layer + min(first_row + r, BATCH - 1u) * CONTEXT * D4;
            for (var j = lid; j < HEADS * length; j += SIZE) {
              let h = j / length;
              let t = j % length;
              var sum = vec4f(0.0);
              for (var c = h * DEPTH4; c < (h + 1u) * DEPTH4; c++) {
                sum = fma(act[WIDE + r * 3u * D4 + c], cache[keys + t * D4 + c], sum);
              }
              attention_scores[h * CONTEXT + t] = dot(sum, vec4f(1.0)) * inverseSqrt(f32(4u * DEPTH4));
            }
            workgroupBarrier();
            // The softmax is not stored: each invocation finds the maximum, and the sums travel with the values.
            ${split ? 'var key_split = 1u;\n            while (key_split * 2u * D4 <= SIZE) { key_split *= 2u; }' : 'let key_split = 1u;'}
            for (var j = lid; j < D4 * key_split; j += SIZE) {
              let c = ${split ? 'j % D4' : 'j'};
              let h = c / DEPTH4 * CONTEXT;
              var high = attention_scores[h];
              for (var t = 1u; t < length; t++) { high = max(high, attention_scores[h + t]); }
              var sum = vec4f(0.0);
              var total = 0.0;
              for (var t = ${split ? 'j / D4' : '0u'}; t < length; t += key_split) {
                let weight = exp(attention_scores[h + t] - high);
                total += weight;
                sum = fma(vec4f(weight), cache[keys + plane + t * D4 + c], sum);
              }
              part[j] = sum;
              totals[j] = total;
            }
            workgroupBarrier();
            for (var c = lid; c < D4; c += SIZE) {
              var sum = part[c];
              var total = totals[c];
              for (var s = 1u; s < key_split; s++) { sum += part[s * D4 + c]; total += totals[s * D4 + c]; }
              act[r * D4 + c] = sum / total;
            }
          }
        }
      }
      for (var j = lid; j < ROWS * V; j += SIZE) {
        let inputs = j / V * D4;
        let column = WEIGHTS + j % V * D4;
        var sum = vec4f(0.0);
        for (var c = 0u; c < D4; c++) { sum = fma(act[inputs + c], weights[column + c], sum); }
        scores_out[j] = dot(sum, vec4f(1.0));
      }
      workgroupBarrier();
      // The student's proposal; then what the teacher would put in its place, needed or not: two calls would be
      // compiled twice.
      if (lid < ROWS) {
        let row = min(first_row + lid, BATCH - 1u);
        let drawn = draw(lid, settings[2u * model], settings[2u * model + 1u], settings[${SETTINGS}u + model * ${field}u + row * LENGTH + i]);
        if (model == 0u) { proposals[lid] = drawn; } else { replacements[lid] = drawn; }
      }
      workgroupBarrier();
    }
    ${
      logits
        ? `for (var j = lid; j < ROWS * V; j += SIZE) {
      let row = first_row + j / V;
      // A row that has ended leaves its logits at 0, as they were cleared.
      if (row < BATCH && alive[j / V] == 1u) { logits_out[(row * LENGTH + i) * V + j % V] = scores_out[j]; }
    }
    workgroupBarrier();`
        : ''
    }
    if (lid < ROWS && alive[lid] == 1u) {
      let here = (first_row + lid) * LENGTH + i;
      var token = proposals[lid];
      ${
        teacher
          ? `
      let first = lid * V;
      let own = scores_out[first + token];
      var high = own;
      for (var j = 0u; j < V; j++) { high = max(high, scores_out[first + j]); }
      var rank = 0.0;
      var above = 0.0;
      var total = 0.0;
      for (var j = 0u; j < V; j++) {
        let other = scores_out[first + j];
        let mass = exp(other - high);
        total += mass;
        if (other > own) { rank += 1.0; above += mass; }
      }
      let accepted = select(rank < settings[4], above < settings[5] * total, settings[6] == 1.0);
      record[${RECORD.proposed * field}u + here] = f32(token);
      record[${RECORD.rank * field}u + here] = rank;
      record[${RECORD.accepted * field}u + here] = select(0.0, 1.0, accepted);
      if (!accepted) { token = replacements[lid]; }`
          : ''
      }
      record[${RECORD.token * field}u + here] = f32(token);
      record[${RECORD.mask * field}u + here] = 1.0;
      tokens[lid] = token;
      if (f32(token) == settings[7]) { alive[lid] = 0u; }
    }
    workgroupBarrier();
  }
  if (lid < ROWS && first_row + lid < BATCH) {
    record[${state}u + first_row + lid] = f32(tokens[lid]);
    record[${state + batch}u + first_row + lid] = f32(alive[lid]);
  }
}`;
}

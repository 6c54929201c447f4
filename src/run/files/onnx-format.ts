/**
 * ONNX files, which are protobuf messages: the fields of onnx.proto (onnx/onnx, IR version 8) that a graph of ours needs. Each
 * function gives one message without its length, or one field with its number.
 *
 * Wire format: protobuf.dev/programming-guides/encoding.
 */

/** Bytes of a field: its number, its wire type, its value. */
type Field = Uint8Array;

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Types of TensorProto.DataType. */
export const FLOAT = 1;
export const INT64 = 7;
/** Types of AttributeProto.AttributeType. */
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

const IR_VERSION = 8;

/** Seven bits a byte, the lowest first; a negative number is the 64-bit two's complement. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

const tag = (field: number, wireType: number): number[] => varint(field * 8 + wireType);

const integer = (field: number, value: number): Field =>
  Uint8Array.from([...tag(field, VARINT), ...varint(value)]);

const float = (field: number, value: number): Field =>
  join([Uint8Array.from(tag(field, FIXED_32)), bytesOf(Float32Array.of(value))]);

/** Text in UTF-8, bytes, or a message. */
function nested(field: number, content: string | Uint8Array): Field {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return join([Uint8Array.from([...tag(field, LENGTH_DELIMITED), ...varint(bytes.length)]), bytes]);
}

/** Little-endian, as is every machine that runs a browser. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** An attribute of a node. */
export const int = (name: string, value: number): Uint8Array =>
  join([nested(1, name), integer(3, value), integer(20, ATTRIBUTE.int)]);

/** An attribute of a node, rounded to float32. */
export const real = (name: string, value: number): Uint8Array =>
  join([nested(1, name), float(2, value), integer(20, ATTRIBUTE.float)]);

/** An attribute of a node. */
export const ints = (name: string, values: readonly number[]): Uint8Array =>
  join([nested(1, name), ...values.map((value) => integer(8, value)), integer(20, ATTRIBUTE.ints)]);

/** A constant tensor, row-major. */
export const tensor = (
  name: string,
  dims: readonly number[],
  data: Float32Array | BigInt64Array,
): Uint8Array =>
  join([
    ...dims.map((size) => integer(1, size)),
    integer(2, data instanceof Float32Array ? FLOAT : INT64),
    nested(8, name),
    nested(9, bytesOf(data)),
  ]);

/** One operation, named by its first output. */
export const node = (
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Uint8Array[],
): Uint8Array =>
  join([
    ...inputs.map((name) => nested(1, name)),
    ...outputs.map((name) => nested(2, name)),
    nested(3, outputs[0] ?? operator),
    nested(4, operator),
    ...attributes.map((attribute) => nested(5, attribute)),
  ]);

/** An input or output of the graph. A size is a number, or the name of one that differs from call to call. */
export function value(name: string, type: number, sizes: readonly (number | string)[]): Uint8Array {
  const shape = sizes.map((size) => nested(1, typeof size === 'number' ? integer(1, size) : nested(2, size)));
  const tensorType = join([integer(1, type), nested(2, join(shape))]);
  return join([nested(1, name), nested(2, nested(1, tensorType))]);
}

export interface GraphParts {
  readonly name: string;
  /** Each after those whose outputs it reads. */
  readonly nodes: readonly Uint8Array[];
  readonly constants: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
}

/** A whole file. */
export function onnxFile(
  graph: GraphParts,
  opset: number,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  return join([
    integer(1, IR_VERSION),
    nested(2, 'Distillery'),
    nested(
      7,
      join([
        ...graph.nodes.map((part) => nested(1, part)),
        nested(2, graph.name),
        ...graph.constants.map((part) => nested(5, part)),
        ...graph.inputs.map((part) => nested(11, part)),
        ...graph.outputs.map((part) => nested(12, part)),
      ]),
    ),
    nested(8, join([nested(1, ''), integer(2, opset)])),
    ...Object.entries(metadata).map(([key, text]) => nested(14, join([nested(1, key), nested(2, text)]))),
  ]);
}

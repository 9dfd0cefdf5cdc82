import type { Fields } from "../fields.ts";

/** A decision tree as parallel lists; node 0 is the root, `left` -1 marks a leaf. */
export interface TreeJson {
  /** Next node where the feature is at most the threshold. */
  readonly left: readonly number[];
  /** Next node elsewhere. */
  readonly right: readonly number[];
  /** Feature that a node asks for. */
  readonly feature: readonly number[];
  /** What it is compared with. */
  readonly threshold: readonly number[];
  /** `[nodes][values]`. */
  readonly value: readonly (readonly number[])[];
}

/** Finds the values of the leaf that a feature vector falls into. */
export type Tree = (x: Float32Array) => Float64Array;

/**
 * Checks a tree and prepares it. Whatever the vector, a walk ends at a leaf: no node may be reached twice.
 *
 * @param width values of a leaf
 */
export function readTree(fields: Fields, inputs: number, width: number): Tree {
  const { data } = fields.matrix("value", undefined, width);
  const nodes = data.length / width;
  const left = fields.integers("left", nodes, -1, nodes - 1);
  const right = fields.integers("right", nodes, -1, nodes - 1);
  const threshold = fields.vector("threshold", nodes);
  // Leaves hold any number here: scikit-learn writes -2.
  const feature = fields.integers("feature", nodes, -2, inputs - 1);
  fields.end();

  const reached = new Uint8Array(nodes);
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (reached[node]) fields.fail("left", "a tree", `node ${node} twice`);
    reached[node] = 1;
    if (left[node] === -1 && right[node] === -1) continue;
    for (const [name, next] of [["left", left], ["right", right]] as const) {
      if (next[node] === -1) fields.fail(`${name}[${node}]`, "two children or none", "one");
    }
    if (feature[node]! < 0) {
      fields.fail(`feature[${node}]`, "a feature of 0 or more", String(feature[node]));
    }
    open.push(right[node]!, left[node]!);
  }

  return (x) => {
    let node = 0;
    while (left[node] !== -1) {
      node = x[feature[node]!]! <= threshold[node]! ? left[node]! : right[node]!;
    }
    return data.subarray(node * width, (node + 1) * width);
  };
}

import type { Fields } from "../fields.ts";

/** Decision tree as parallel lists of its nodes; node 0 is the root, `left` -1 marks a leaf. */
export interface TreeJson {
  /** Next node when the feature is at most the threshold. */
  readonly left: readonly number[];
  /** Next node otherwise. */
  readonly right: readonly number[];
  /** Index of the feature that a node compares. */
  readonly feature: readonly number[];
  /** Threshold that the feature is compared with. */
  readonly threshold: readonly number[];
  /** Values of each node, `[nodes][values]`; only those of leaves are used. */
  readonly value: readonly (readonly number[])[];
}

/** Function that returns the values of the leaf that a feature vector reaches. */
export type Tree = (x: Float32Array) => Float64Array;

/**
 * Reads a tree. Checks that no node is reached twice, so that every path ends at a leaf.
 *
 * @param width number of values of a leaf
 */
export function readTree(fields: Fields, inputs: number, width: number): Tree {
  const { data } = fields.matrix("value", undefined, width);
  const nodes = data.length / width;
  const left = fields.integers("left", nodes, -1, nodes - 1);
  const right = fields.integers("right", nodes, -1, nodes - 1);
  const threshold = fields.vector("threshold", nodes);
  // The feature of a leaf is unused: scikit-learn writes -2.
  const feature = fields.integers("feature", nodes, -2, inputs - 1);
  fields.end();

  const reached = new Uint8Array(nodes);
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (reached[node]) fields.fail("left", "each node reached once", `node ${node} twice`);
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

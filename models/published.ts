/**
 * Models whose weights others publish, and what is known of their files. A hash that is not known here
 * is not made up: the first pull records it, and it is checked from then on.
 *
 * @module
 */
import type { ModelFile } from "../src/io/model_file.ts";

/** A model that is not in the package. */
export interface PublishedModel {
  /** Its name in the cache. */
  readonly id: string;
  /** What it is. */
  readonly summary: string;
  /** Licence of the weights, as their page states it. */
  readonly licence: string;
  /** Page of who publishes it. */
  readonly page: string;
  /** Its files. One without a `url` can only be imported. */
  readonly files: readonly (Omit<ModelFile, "id"> & { readonly aboutMegabytes?: number })[];
  /** What is not known of it here, and what to do about it. */
  readonly unknown: string;
}

const NO_HASH = "SHA-256: recorded at the first pull.";
const EXPORT = "No ONNX file with this output is known to be published: " +
  "tools/export_encoders.py makes one of the public checkpoint, models import brings it in.";
const CLAP = "https://huggingface.co/Xenova/clap-htsat-unfused/resolve/main/onnx";
const CRY_RESNET = "https://github.com/blessingoraz/baby-cry-classifier/releases/download/v1.0.0";

/** All of them, by name. */
export const publishedModels: readonly PublishedModel[] = [
  {
    id: "clap",
    summary: "CLAP HTSAT, unfused: audio encoder with projection, 512 values (fp32)",
    licence: "Apache-2.0",
    page: "https://huggingface.co/laion/clap-htsat-unfused",
    files: [{ file: "clap.onnx", url: `${CLAP}/audio_model.onnx`, aboutMegabytes: 118 }],
    unknown: `${NO_HASH} The ONNX file is a conversion by others.`,
  },
  {
    id: "clap-int8",
    summary: "the same, quantised",
    licence: "Apache-2.0",
    page: "https://huggingface.co/laion/clap-htsat-unfused",
    files: [
      { file: "clap-int8.onnx", url: `${CLAP}/audio_model_quantized.onnx`, aboutMegabytes: 34 },
    ],
    unknown: `${NO_HASH} The ONNX file is a conversion by others.`,
  },
  {
    id: "ast",
    summary: "AST fine-tuned on AudioSet: pooled hidden state, 768 values (fp32)",
    licence: "BSD-3-Clause",
    page: "https://huggingface.co/MIT/ast-finetuned-audioset-10-10-0.4593",
    files: [{ file: "ast.onnx" }],
    unknown: EXPORT,
  },
  {
    id: "ast-int8",
    summary: "the same, quantised",
    licence: "BSD-3-Clause",
    page: "https://huggingface.co/MIT/ast-finetuned-audioset-10-10-0.4593",
    files: [{ file: "ast-int8.onnx" }],
    unknown: EXPORT,
  },
  {
    id: "wav2vec2",
    summary: "wav2vec 2.0 base: hidden states, 768 values (fp32)",
    licence: "Apache-2.0",
    page: "https://huggingface.co/facebook/wav2vec2-base",
    files: [{ file: "wav2vec2.onnx" }],
    unknown: EXPORT,
  },
  {
    id: "wav2vec2-int8",
    summary: "the same, quantised",
    licence: "Apache-2.0",
    page: "https://huggingface.co/facebook/wav2vec2-base",
    files: [{ file: "wav2vec2-int8.onnx" }],
    unknown: EXPORT,
  },
  {
    id: "valence",
    summary: "heads on the encoders: positive or distress",
    licence: "see the page",
    page: "https://huggingface.co/owlgebra-ai/babycry",
    files: [{ file: "single_logreg.json" }, { file: "fusion_logreg.json" }],
    unknown:
      "The names of the published head files are not known here: download one from the page, " +
      "then models import FILE --as valence/single_logreg.json.",
  },
  {
    id: "cry-resnet",
    summary: "ResNet18 on mel spectrograms: eight reasons",
    licence: "MIT",
    page: "https://github.com/blessingoraz/baby-cry-classifier/releases/tag/v1.0.0",
    files: [
      {
        file: "baby_cry_classification_resnet18.onnx",
        url: `${CRY_RESNET}/baby_cry_classification_resnet18.onnx`,
      },
      {
        file: "baby_cry_classification_resnet18.onnx.data",
        url: `${CRY_RESNET}/baby_cry_classification_resnet18.onnx.data`,
      },
    ],
    unknown: `${NO_HASH} Its weights are in the second file.`,
  },
];

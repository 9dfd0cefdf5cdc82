/**
 * Models whose weights others publish, with their files. The first pull records a hash that is not
 * known here, and later ones check it.
 *
 * @module
 */
import type { EncoderManifest } from "../encoder/manifest.ts";
import { DEFAULT_HUB, type HubFile, hubUrl, type ModelFile } from "./model_file.ts";
import { publishedEncoders } from "./published_encoders.ts";

/** Model whose weights are not in the package. */
export interface PublishedModel {
  /** Name of the model, also in the cache. */
  readonly id: string;
  /** Architecture and output in one line. */
  readonly summary: string;
  /** License of the weights, as their page states it. */
  readonly license: string;
  /** Page of the publisher. */
  readonly page: string;
  /**
   * Files, with sizes in megabytes where only those are known. One without `url` can only be
   * imported.
   */
  readonly files: readonly (Omit<ModelFile, "id"> & { readonly aboutMegabytes?: number })[];
  /** Missing information, such as hashes or addresses, and the steps that it requires. */
  readonly unknown: string;
}

const NO_HASH = "SHA-256: recorded at the first pull.";
const EXPORT = "No ONNX file with this output is known to be published: " +
  "tools/export_encoders.py makes one of the public checkpoint, models import adds it.";
const CRY_RESNET = "https://github.com/blessingoraz/baby-cry-classifier/releases/download/v1.0.0";

const { ast, clap, wav2vec2, yamnet } = publishedEncoders;

/** Models that others publish. */
export const publishedModels: readonly PublishedModel[] = [
  encoder(clap, "CLAP HTSAT, unfused: audio encoder with projection, 512 values", 118),
  int8(clap, 34, { ...clap.hub!, file: "onnx/audio_model_quantized.onnx" }),
  encoder(ast, "AST fine-tuned on AudioSet: pooled hidden state, 768 values"),
  int8(ast),
  encoder(wav2vec2, "wav2vec 2.0 base: hidden states, 768 values"),
  int8(wav2vec2),
  {
    id: yamnet.id,
    summary: "YAMNet: 521 sound classes of AudioSet; for cry-detect-plus and cry-valence-plus",
    license: yamnet.license!,
    page: "https://github.com/tensorflow/models/tree/master/research/audioset/yamnet",
    files: [{
      file: yamnet.file,
      url: yamnet.url!,
      bytes: yamnet.bytes!,
      sha256: yamnet.sha256!,
      aboutMegabytes: 4,
    }],
    unknown: "Another TensorFlow Lite file of the network: models import FILE.tflite adds it.",
  },
  {
    id: "valence",
    summary: "heads on the encoders: positive or distress",
    license: "see the page",
    page: "https://huggingface.co/owlgebra-ai/babycry",
    files: [{ file: "single_logreg.json" }, { file: "fusion_logreg.json" }],
    unknown:
      "The names of the published head files are not known here: download one from the page, " +
      "then models import FILE --as valence/single_logreg.json.",
  },
  {
    id: "cry-resnet",
    summary: "ResNet18 on mel spectrograms: eight reasons",
    license: "MIT",
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
  {
    id: "deepinfant",
    summary: "convolutions and LSTM on mel bands: nine classes",
    license: "that of your network",
    page: "https://github.com/skytells-research/DeepInfant",
    files: [{ file: "deepinfant.onnx" }],
    unknown: "Its published weights are CoreML only, and its code does not run: " +
      "models import FILE.onnx --as deepinfant/deepinfant.onnx adds a network of yours.",
  },
  {
    id: "acoustic193",
    summary: "193 acoustic features and a classifier of yours: reasons",
    license: "that of your classifier",
    page: "https://huggingface.co/foduucom/baby-cry-classification",
    files: [{ file: "model.json" }],
    unknown: "Its pickle is not read here: models import FILE.json --as acoustic193/model.json " +
      "adds a classifier as JSON.",
  },
];

function encoder(
  manifest: EncoderManifest,
  summary: string,
  aboutMegabytes?: number,
): PublishedModel {
  const { id, file, bytes, sha256, hub, checkpoint, license = "see the page" } = manifest;
  return {
    id,
    summary,
    license,
    page: `${DEFAULT_HUB}/${checkpoint}`,
    files: [{
      file,
      ...(hub ? { url: hubUrl(hub) } : {}),
      ...(bytes === undefined ? {} : { bytes }),
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(aboutMegabytes === undefined ? {} : { aboutMegabytes }),
    }],
    unknown: hub ? `${NO_HASH} The ONNX file is a conversion by others.` : EXPORT,
  };
}

/** Describes the quantized file of an encoder, which has another hash and address. */
function int8(manifest: EncoderManifest, aboutMegabytes?: number, hub?: HubFile): PublishedModel {
  const { hub: _hub, bytes: _bytes, sha256: _sha256, ...rest } = manifest;
  const id = `${manifest.id}-int8`;
  const quantized = { ...rest, id, file: `${id}.onnx`, ...(hub ? { hub } : {}) };
  return encoder(quantized, `${manifest.id}, quantized`, aboutMegabytes);
}

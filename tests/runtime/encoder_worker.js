// A Worker that runs encoders: their files come from an R2 bucket, the ONNX runtime with the Worker.
import { createClassifier } from "babycry";
import { workerdSessions } from "babycry/encoders";
import * as ort from "onnxruntime-web/wasm";
import module from "onnxruntime-web/ort-wasm-simd-threaded.wasm";

const sessions = workerdSessions(ort, module);

export default {
  async fetch(request, { MODELS }) {
    try {
      const source = {
        async read(id, file) {
          const object = await MODELS.get(`${id}/${file}`);
          if (!object) throw new RangeError(`Reading ${id}/${file}: it is not in the bucket`);
          return new Uint8Array(await object.arrayBuffer());
        },
      };
      const model = JSON.parse(
        new TextDecoder().decode(await source.read("tiny", "manifest.json")),
      );
      const head = new URL(request.url).pathname.slice(1);
      const classifier = await createClassifier({ model, head, source, sessions });
      const { valence } = await classifier.predict(new Uint8Array(await request.arrayBuffer()));
      return Response.json(valence);
    } catch (error) {
      return new Response(String(error?.stack ?? error), { status: 500 });
    }
  },
};

// A Worker that runs encoders. The path of the request selects R2 or KV as the source of their files;
// the ONNX runtime is part of the Worker.
import { createClassifier } from "@babycry/babycry";
import { workerdSessions } from "@babycry/babycry/encoders";
import * as ort from "onnxruntime-web/wasm";
import module from "onnxruntime-web/ort-wasm-simd-threaded.wasm";

const sessions = workerdSessions(ort, module);

export default {
  async fetch(request, { BUCKET, KEYS }) {
    try {
      const [store, head] = new URL(request.url).pathname.slice(1).split("/");
      const stores = {
        r2: async (key) => await (await BUCKET.get(key))?.arrayBuffer(),
        kv: (key) => KEYS.get(key, "arrayBuffer"),
      };
      const source = {
        async read(id, file) {
          const bytes = await stores[store](`${id}/${file}`);
          if (!bytes) {
            throw new RangeError(
              `Reading ${id}/${file}: expected a file in ${store}, received none`,
            );
          }
          return new Uint8Array(bytes);
        },
      };
      const model = JSON.parse(
        new TextDecoder().decode(await source.read("tiny", "manifest.json")),
      );
      const classifier = await createClassifier({ model, head, source, sessions });
      const { valence } = await classifier.predict(new Uint8Array(await request.arrayBuffer()));
      return Response.json(valence);
    } catch (error) {
      return new Response(String(error?.stack ?? error), { status: 500 });
    }
  },
};

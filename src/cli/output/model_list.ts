import { publishedModels } from "../../models/published.ts";
import type { ModelStore } from "../../store/store_types.ts";

/** What is known and what is in a cache, as lines for people or as JSON. */
export async function listModels(
  store: ModelStore,
  { json }: { readonly json: boolean },
): Promise<string> {
  const here = new Map<string, Awaited<ReturnType<ModelStore["files"]>>>();
  for (const id of await store.ids()) {
    const files = await store.files(id);
    if (files.length > 0) here.set(id, files);
  }
  const published = publishedModels.map((model) => ({
    ...model,
    here: here.get(model.id) ?? [],
    isHere: model.files.every(({ file }) => here.get(model.id)?.some((one) => one.file === file)),
    canPull: model.files.every(({ url }) => url !== undefined),
  }));
  const own = [...here].filter(([id]) => !publishedModels.some((model) => model.id === id));
  if (json) {
    const models = [
      ...published.map(({ id, summary, license, page, unknown, files, ...state }) => ({
        id,
        summary,
        license,
        page,
        unknown,
        in_cache: state.isHere,
        can_pull: state.canPull,
        files: files.map(({ file, url, sha256 }) => ({
          file,
          url: url ?? null,
          sha256: sha256 ?? state.here.find((one) => one.file === file)?.sha256 ?? null,
        })),
      })),
      ...own.map(([id, files]) => ({
        id,
        in_cache: true,
        can_pull: false,
        files: files.map(({ file, sha256 }) => ({ file, url: null, sha256 })),
      })),
    ];
    return JSON.stringify({ folder: store.folder, models }, null, 2) + "\n";
  }
  const lines = [
    ...published.map(({ id, isHere, here, canPull, files, summary }) => {
      const bytes = here.reduce((sum, file) => sum + file.bytes, 0);
      const about = files.reduce((sum, file) => sum + (file.aboutMegabytes ?? 0), 0);
      const state = isHere ? "here" : here.length > 0 ? "partly" : canPull ? "pull" : "import";
      return line(id, state, bytes ? bytes / 1e6 : about, summary);
    }),
    ...own.map(([id, files]) =>
      line(id, "here", files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6, "imported")
    ),
  ];
  return `${store.folder}\n\n${lines.join("\n")}\n`;
}

function line(id: string, state: string, megabytes: number, summary: string): string {
  const size = megabytes > 0 ? `${Math.max(1, Math.round(megabytes))} MB` : "";
  return `${id.padEnd(15)}${state.padEnd(8)}${size.padStart(7)}  ${summary}`;
}

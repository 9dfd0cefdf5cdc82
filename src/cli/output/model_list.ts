import type { ListedModel } from "../../store/list_models.ts";

/** Explanation of the status. */
const HINT = `pull     download it with: babycry models pull MODEL
import   add your own file with: babycry models import FILE --as MODEL/FILE
`;

/** Formats models as a table. */
export function modelTable(models: readonly ListedModel[], folder: string): string {
  const rows = models.map(({ id, published, isCached, canPull, cached }) => {
    const bytes = cached.reduce((sum, file) => sum + file.bytes, 0);
    const expected = published?.files.reduce((sum, file) => sum + (file.aboutMegabytes ?? 0), 0);
    const megabytes = bytes > 0 ? bytes / 1e6 : expected ?? 0;
    return row(
      id,
      isCached ? "cached" : cached.length > 0 ? "partial" : canPull ? "pull" : "import",
      megabytes > 0 ? `${Math.max(1, Math.round(megabytes))} MB` : "",
      published?.summary ?? "imported",
    );
  });
  const table = [row("MODEL", "STATUS", "SIZE", "SUMMARY"), ...rows].join("\n");
  return `Cache: ${folder}\n\n${table}\n\n${HINT}`;
}

/** Formats models as JSON. */
export function modelJson(models: readonly ListedModel[], folder: string): string {
  const list = models.map(({ id, published, isCached, canPull, cached }) => ({
    id,
    ...(published
      ? {
        summary: published.summary,
        license: published.license,
        page: published.page,
        unknown: published.unknown,
      }
      : {}),
    in_cache: isCached,
    can_pull: canPull,
    files: (published?.files ?? cached).map((file) => ({
      file: file.file,
      url: "url" in file && file.url || null,
      sha256: file.sha256 ?? cached.find((one) => one.file === file.file)?.sha256 ?? null,
    })),
  }));
  return `${JSON.stringify({ folder, models: list }, null, 2)}\n`;
}

function row(id: string, status: string, size: string, summary: string): string {
  return `${id.padEnd(15)}${status.padEnd(8)}${size.padStart(7)}  ${summary}`;
}

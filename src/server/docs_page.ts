/** Part of an OpenAPI document that the page shows. */
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

const STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;" +
  "padding:0 1rem}code{background:#eee;padding:0 .2em}summary{cursor:pointer;padding:.3rem 0}" +
  "td{padding:.1rem .8rem .1rem 0;vertical-align:top}";

/** Headers of the page: it loads nothing. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
};

/** Formats an OpenAPI document as a page without scripts. */
export function docsPage(document: Record<string, unknown>): string {
  const { info, paths } = document as {
    info: { title: string; version: string; description: string };
    paths: Record<string, Record<string, Operation>>;
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(method, path, operation))
  );
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escape(info.title)}</title><style>${STYLE}</style>
<h1>${escape(info.title)} ${escape(info.version)}</h1>
<p>${inline(info.description)}</p>
<p>The same as data: <a href="openapi.json">openapi.json</a></p>
${operations.join("\n")}
</html>
`;
}

function section(method: string, path: string, operation: Operation): string {
  const { summary = "", description, parameters = [], requestBody, responses } = operation;
  const rows = (entries: [string, string][]) =>
    `<table>${
      entries.map(([name, text]) => `<tr><td><code>${escape(name)}</code><td>${inline(text)}`)
        .join("")
    }</table>`;
  return [
    `<details><summary><code>${method.toUpperCase()} ${escape(path)}</code> ${escape(summary)}` +
    "</summary>",
    description ? `<p>${inline(description)}</p>` : "",
    parameters.length > 0
      ? `<h4>Parameters</h4>${
        rows(parameters.map(({ name, description = "" }) => [name, description]))
      }`
      : "",
    requestBody
      ? `<h4>Body</h4><p>${
        Object.keys(requestBody.content).map((type) => `<code>${escape(type)}</code>`).join(", ")
      }</p>`
      : "",
    `<h4>Responses</h4>${
      rows(Object.entries(responses).map(([status, { description }]) => [status, description]))
    }</details>`,
  ].filter(Boolean).join("\n");
}

/** Escapes text, and formats what is in backquotes as code. */
function inline(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

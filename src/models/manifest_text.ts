/** Formats a manifest as JSON with one line per key. */
export function manifestText(manifest: object): string {
  const lines = Object.entries(manifest).map(([key, value]) =>
    `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** A manifest with a line a key: short to read, short to ship. */
export function manifestText(manifest: object): string {
  const lines = Object.entries(manifest).map(([key, value]) =>
    `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}

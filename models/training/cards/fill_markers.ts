const MARKED = /^<!-- figures: (\S+) -->$[^]*?^<!-- \/figures -->$/mg;
const MARKER = /^.*<!--\s*\/?figures.*$/mg;

/**
 * Replaces everything between `<!-- figures: NAME -->` and `<!-- /figures -->`, each on a line of its
 * own, with the block of that name.
 *
 * @throws {RangeError} when a marker names no block, or a block has no marker
 * @throws {SyntaxError} when a marker has no partner or shares its line with other text
 */
export function fillMarkers(text: string, blocks: Readonly<Record<string, string>>): string {
  const found = text.match(MARKED) ?? [];
  const markers = text.match(MARKER) ?? [];
  const paired = found.flatMap((block) => block.match(MARKER) ?? []);
  const odd = markers.find((marker, i) => marker !== paired[i]);
  if (markers.length !== 2 * found.length) {
    throw new SyntaxError(`Filling in figures: marker ${odd ?? markers.at(-1)} has no partner`);
  }
  const unused = new Set(Object.keys(blocks));
  const filled = text.replace(MARKED, (_, name: string) => {
    const block = blocks[name];
    if (block === undefined) throw new RangeError(`Filling in figures: no block ${name}`);
    unused.delete(name);
    return `<!-- figures: ${name} -->\n\n${block}\n\n<!-- /figures -->`;
  });
  if (unused.size > 0) throw new RangeError(`Filling in figures: no marker for ${[...unused]}`);
  return filled;
}

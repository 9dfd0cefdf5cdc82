const MARKED = /^<!-- figures: (\S+) -->$[^]*?^<!-- \/figures -->$/mg;
const MARKER = /^.*<!--\s*\/?figures.*$/mg;

/**
 * A text in which all that stands between `<!-- figures: NAME -->` and `<!-- /figures -->`, each on a
 * line of its own, is replaced by the block of that name.
 *
 * @throws {RangeError} when there is no such block, or none asks for one that there is
 * @throws {SyntaxError} when a marker has no partner or does not stand alone
 */
export function fillMarked(text: string, blocks: Readonly<Record<string, string>>): string {
  const found = text.match(MARKED) ?? [];
  const markers = text.match(MARKER) ?? [];
  const paired = found.flatMap((block) => block.match(MARKER) ?? []);
  const odd = markers.find((marker, i) => marker !== paired[i]);
  if (markers.length !== 2 * found.length) {
    throw new SyntaxError(`Read markers of figures: ${odd ?? markers.at(-1)} has no partner`);
  }
  const unasked = new Set(Object.keys(blocks));
  const filled = text.replace(MARKED, (_, name: string) => {
    const block = blocks[name];
    if (block === undefined) throw new RangeError(`Filled in figures: there are none of ${name}`);
    unasked.delete(name);
    return `<!-- figures: ${name} -->\n\n${block}\n\n<!-- /figures -->`;
  });
  if (unasked.size > 0) throw new RangeError(`Filled in figures: no marker for ${[...unasked]}`);
  return filled;
}

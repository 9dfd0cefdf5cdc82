import { Problem } from "../problem.ts";

/** Part of a form. Its chunks are read before the next part is requested. */
export interface FormPart {
  /** Name of the field. */
  readonly name: string;
  /** Whether the part is a file: it has a file name, or the type of one. */
  readonly isFile: boolean;
  /** Bytes, valid until the next chunk is requested. */
  readonly chunks: AsyncGenerator<Uint8Array>;
}

/** Largest headers of a part, in bytes. */
const HEADER_BYTES = 8192;
const LINE_END = new TextEncoder().encode("\r\n");
/** Largest number of parts. */
const PARTS = 100;

/**
 * Reads a form of the type `multipart/form-data` (RFC 7578) part by part.
 *
 * @param type value of `content-type`
 * @throws {Problem} 400 for a body that is no form
 */
export async function* multipartParts(
  body: AsyncIterable<Uint8Array>,
  type: string,
): AsyncGenerator<FormPart> {
  const [, quoted, plain] = type.match(/;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw broken("a boundary in content-type");
  const delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
  const scanner = new Scanner(body);
  // The first delimiter may lack its line end.
  scanner.push(LINE_END);
  for await (const _ of scanner.until(delimiter)) { /* preamble */ }
  for (let count = 0;; count++) {
    const rest = await scanner.line();
    if (rest.startsWith("--")) return;
    if (rest.trim() !== "") throw broken("a line end after the boundary");
    if (count === PARTS) throw broken(`at most ${PARTS} parts`);
    const { name, isFile } = await readHeaders(scanner);
    const chunks = scanner.until(delimiter);
    yield { name, isFile, chunks };
    for await (const _ of chunks) { /* what the caller left */ }
  }
}

async function readHeaders(scanner: Scanner): Promise<{ name: string; isFile: boolean }> {
  let bytes = 0;
  let disposition = "";
  let isTyped = false;
  for (;;) {
    const line = await scanner.line();
    if (line === "") break;
    bytes += line.length;
    if (bytes > HEADER_BYTES) throw broken("shorter headers of a part");
    if (/^content-disposition:/i.test(line)) disposition = line;
    // Some clients send bytes without a file name.
    if (/^content-type:\s*(?:audio|video|application)\//i.test(line)) isTyped = true;
  }
  const name = disposition.match(/;\s*name=(?:"([^"]*)"|([^\s;]+))/i);
  if (!name) throw broken("content-disposition with a name");
  return { name: name[1] ?? name[2]!, isFile: isTyped || /;\s*filename\*?=/i.test(disposition) };
}

/** Reader of bytes up to a delimiter. */
class Scanner {
  readonly #source: AsyncIterator<Uint8Array>;
  #bytes: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Adds bytes before those that are read next. */
  push(bytes: Uint8Array): void {
    this.#bytes = joined(bytes, this.#bytes);
  }

  /** Yields the bytes up to a delimiter, and skips it. @param endsAlso whether the end counts, too */
  async *until(delimiter: Uint8Array, endsAlso = false): AsyncGenerator<Uint8Array> {
    for (;;) {
      const { at, isWhole } = find(this.#bytes, delimiter);
      const found = this.#bytes.subarray(0, at);
      this.#bytes = this.#bytes.subarray(isWhole ? at + delimiter.length : at);
      if (found.length > 0) yield found;
      if (isWhole) return;
      const { done, value } = await this.#source.next();
      if (!done) this.#bytes = joined(this.#bytes, value);
      else if (endsAlso) return;
      else throw broken("a closing boundary");
    }
  }

  /** Reads a line of text, or what is left. */
  async line(): Promise<string> {
    const bytes: number[] = [];
    for await (const chunk of this.until(LINE_END, true)) {
      if (bytes.length + chunk.length > HEADER_BYTES) throw broken("shorter lines");
      bytes.push(...chunk);
    }
    return new TextDecoder().decode(Uint8Array.from(bytes));
  }
}

/** Finds a delimiter, or the place from which it may begin. */
function find(bytes: Uint8Array, delimiter: Uint8Array): { at: number; isWhole: boolean } {
  const [first = 0] = delimiter;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < delimiter.length && bytes[at + length] === delimiter[length]) length++;
    if (length === delimiter.length) return { at, isWhole: true };
    if (at + length === bytes.length) return { at, isWhole: false };
  }
  return { at: bytes.length, isWhole: false };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function broken(expected: string): Problem {
  const detail = `Reading the form: expected ${expected}, received none`;
  return new Problem({ status: 400, code: "invalid_form", detail });
}

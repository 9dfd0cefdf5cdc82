/** Removes credentials from a text: user names, passwords and queries of the URLs in it. */
export function redact(text: string): string {
  return text.replace(
    /\b([a-z][a-z\d+.-]*:\/\/)([^\s/?#]*@)?([^\s?#]*)(\?[^\s#]*)?/gi,
    (_, scheme: string, user: string | undefined, rest: string, query: string | undefined) =>
      `${scheme}${user ? "***@" : ""}${rest}${query ? "?***" : ""}`,
  );
}

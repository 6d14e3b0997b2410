const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text for an element or an attribute of HTML or SVG. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);

/** A text for the cell of a table in Markdown: it shows as it is, and forms nothing. */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/[\\`*_{}[\]<>|~#&$^]/g, (sign) => `\\${sign}`)
      // What would become a link by itself, as renderers that go beyond CommonMark make of addresses.
      .replace(/:\/\//g, ':&#47;&#47;')
      .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`)
      .replace(/@/g, '&#64;')
  );
}

/** The same for a line of its own, which must not begin a list, a heading or a rule either. */
export const escapeMarkdownLine = (text: string): string =>
  escapeMarkdown(text)
    .replace(/^[-+=!]/, (sign) => `\\${sign}`)
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');

// The HTML of a page: the engine's template with words and addresses in the place of each `%NAME%`.

const PLACE = /%([A-Z]+)%/g;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Values go in as they are: text must be escaped. @throws Error when one is missing. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(PLACE, (place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the page has no value for ${place}`);
    return value;
  });
}

/** Text as HTML, in an element or in an attribute between double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

// Helpers of the page. Texts come from drawings and are never to be trusted: they only ever become
// text nodes and attribute values, never markup.

export const byId = (id) => document.getElementById(id);

/** Return a new element; attributes that are null, undefined or false are left out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'onclick') made.addEventListener('click', value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

export const badge = (text, tone) => el('span', { class: `badge ${tone}` }, text);

/** Return the base64 text of an image of a comparison, null when it has none. */
export function imageText(kind, comparisonId) {
  return byId(`${kind}-${comparisonId}`)?.textContent ?? null;
}

export function bytesOf(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Scroll a list, and nothing around it, until an item is in sight. */
export function reveal(list, item) {
  const [outer, inner] = [list.getBoundingClientRect(), item.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    list.scrollTop += (inner.top + inner.bottom - outer.top - outer.bottom) / 2;
  }
  if (inner.left < outer.left || inner.right > outer.right) {
    list.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
  }
}

export const percent = (share) => `${Math.round(100 * share)} %`;
export const plural = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

export function duration(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

export const dollars = (micros) => `${(micros / 1e6).toFixed(4)} USD`;

/** Return why rules wrote a summary that a language model was asked for, '' where it did. */
export function writtenByRules(summary) {
  const why = summary.language_model?.fallback;
  return why ? `By rules, not by the language model: ${why}` : '';
}

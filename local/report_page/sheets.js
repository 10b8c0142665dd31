// The carousel of sheets: cards, filters, search.

import { gradeBadge } from '../../web/viewer/words.js';
import { badge, byId, el, imageText, plural, reveal } from './dom.js';

const KIND_BADGES = {
  matched: ['matched', ''],
  added: ['+ added', 'added'],
  removed: ['− removed', 'removed'],
  not_issued: ['not issued', ''], // left out of a partial issue
};
export const isFailed = (sheet) => sheet.status === 'failed';
const isUncertain = (sheet) => ['doubtful', 'not_comparable'].includes(sheet.alignment?.grade);
const FILTERS = [
  ['all', 'All', () => true],
  ['changed', 'Changed', (sheet) => sheet.counts.total > 0],
  ['unpaired', 'Added / removed', (sheet) => sheet.kind !== 'matched'],
  ['review', 'Needs review', (sheet) => sheet.match.review || isUncertain(sheet)],
  ['failed', 'Failed', isFailed],
];

function searchText(sheet) {
  const changes = sheet.changes.flatMap((change) => [change.old_text, change.new_text, change.label]);
  return [sheet.drawing_name, sheet.title, sheet.old_sheet?.number, ...changes].join('\n').toLowerCase();
}

export class Sheets {
  constructor(sheets, onSelect) {
    this.sheets = sheets;
    this.onSelect = onSelect;
    this.filter = 'all';
    this.texts = new Map(sheets.map((sheet) => [sheet.id, searchText(sheet)]));
    this.items = new Map(sheets.map((sheet) => [sheet.id, this.item(sheet)]));
    byId('cards').append(...this.items.values());
    this.chips = FILTERS.map((filter) => this.chip(filter));
    byId('filters').append(...this.chips);
    byId('search').addEventListener('input', () => this.apply());
    this.apply();
  }

  chip([name, label, fits]) {
    const count = this.sheets.filter(fits).length;
    const choose = () => {
      this.filter = name;
      this.apply();
    };
    const attributes = { type: 'button', class: 'chip', 'data-filter': name, onclick: choose };
    return el('button', { ...attributes, disabled: name !== 'all' && count === 0 }, label, el('b', {}, String(count)));
  }

  item(sheet) {
    const name = el('bdi', { class: 'number' }, sheet.drawing_name);
    const card = el('button', { type: 'button', class: 'card', onclick: () => this.onSelect(sheet.id) },
      this.thumbnail(sheet), el('span', { class: 'heading' }, name, this.count(sheet)),
      sheet.title && el('bdi', { class: 'title' }, sheet.title),
      el('span', { class: 'badges' }, ...this.badges(sheet)),
      ...this.notes(sheet));
    return el('li', { 'data-id': sheet.id }, card);
  }

  thumbnail(sheet) {
    const text = imageText('thumbnail', sheet.id);
    if (!text) return el('span', { class: 'thumbnail none' }, isFailed(sheet) ? 'failed' : 'no image');
    const source = `data:image/png;base64,${text}`;
    return el('span', { class: 'thumbnail' }, el('img', { alt: '', decoding: 'async', src: source }));
  }

  count(sheet) {
    if (isFailed(sheet) || sheet.kind !== 'matched' || sheet.alignment?.grade === 'not_comparable') return null;
    const { total } = sheet.counts;
    return el('span', { class: total ? 'count' : 'count zero' }, total ? plural(total, 'change') : 'no change');
  }

  badges(sheet) {
    const kind = sheet.match.method === 'not_issued' ? 'not_issued' : sheet.kind;
    const shown = [badge(...KIND_BADGES[kind])];
    if (sheet.alignment) shown.push(badge(...gradeBadge(sheet.alignment.grade)));
    if (isFailed(sheet)) shown.push(badge('✕ failed', 'bad'));
    if (sheet.match.review) shown.push(badge('? review', 'warn'));
    return shown;
  }

  notes(sheet) {
    const notes = [];
    if (sheet.error) notes.push(el('bdi', { class: 'note bad' }, sheet.error.message));
    if (sheet.summary?.critical_change) {
      notes.push(el('bdi', { class: 'note critical' }, `⚠ ${sheet.summary.critical_change}`));
    }
    if (sheet.match.review) notes.push(el('bdi', { class: 'note review' }, sheet.match.reason));
    return notes;
  }

  /** Show the cards that fit the filter and the search. */
  apply() {
    const fits = FILTERS.find(([name]) => name === this.filter)[2];
    const wanted = byId('search').value.trim().toLowerCase();
    this.shown = this.sheets.filter((sheet) => fits(sheet) && this.texts.get(sheet.id).includes(wanted));
    const ids = new Set(this.shown.map((sheet) => sheet.id));
    for (const [id, item] of this.items) item.hidden = !ids.has(id);
    for (const chip of this.chips) chip.setAttribute('aria-pressed', chip.dataset.filter === this.filter);
    byId('no-cards').hidden = this.shown.length > 0 || this.sheets.length === 0;
  }

  /** Mark a card as the current one and bring it into sight. */
  mark(id) {
    this.current = id;
    for (const [itemId, item] of this.items) {
      item.firstChild.setAttribute('aria-current', itemId === id ? 'true' : 'false');
    }
    reveal(byId('cards'), this.items.get(id));
  }

  /** Select the sheet `step` places after the current one among those shown. */
  move(step) {
    const order = this.shown.map((sheet) => sheet.id);
    const place = order.indexOf(this.current);
    const next = order[place < 0 ? 0 : place + step];
    if (next) this.onSelect(next);
  }
}

// The panel beside the drawing: what changed, in words and as a list.

import {
  APART, asLine, CATEGORY_WORDS, cellWords, gradeBadge, KIND_SIGNS, methodWords, movedWords, MUTE_WORDS,
  ORIGIN_WORDS, placeWords, residualWords,
} from '../../web/viewer/words.js';
import { badge, byId, duration, el, percent, plural, reveal, writtenByRules } from './dom.js';

const ORDERS = { sheet: 'Order on the sheet', ink: 'Largest first' };

const overlaySize = ({ width_px: width, height_px: height }) => ({ width, height });

function isInside(inner, outer) {
  return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
}

export class ChangePanel {
  constructor(onSelect) {
    this.panel = byId('panel');
    this.onSelect = onSelect;
    this.order = 'sheet';
    this.tab = 'changes';
  }

  /** Fill the panel for a sheet. */
  show(sheet) {
    this.sheet = sheet;
    this.rows = new Map();
    this.known = new Set(sheet.changes.map((change) => change.id));
    this.panel.replaceChildren(this.head(sheet), this.tabs(sheet), ...this.pages(sheet));
    this.panel.scrollTop = 0;
    this.choose(this.tab);
  }

  head(sheet) {
    const parts = [];
    if (sheet.error) parts.push(this.callout('bad', 'This sheet failed', sheet.error.message));
    if (sheet.summary?.critical_change) {
      parts.push(this.callout('critical', 'Look at this first', sheet.summary.critical_change));
    }
    if (sheet.alignment?.grade === 'doubtful') {
      parts.push(this.callout('warn', 'Doubtful alignment', 'Some entries may be false, some may be missing. Check by eye.'));
    }
    for (const cloud of sheet.revision_clouds.filter((one) => one.is_around_nothing)) {
      parts.push(this.callout('warn', 'A cloud around nothing', this.cloudWords(cloud)));
    }
    if (sheet.match.review) parts.push(this.callout('warn', 'Confirm this match', sheet.match.reason));
    return el('div', { class: 'head' }, ...parts);
  }

  callout(tone, title, text) {
    return el('div', { class: `callout ${tone}` }, el('strong', {}, title), el('p', {}, ...this.linked(text)));
  }

  tabs(sheet) {
    const tab = (name, label) => el('button', {
      type: 'button', role: 'tab', id: `tab-${name}`, 'data-tab': name, 'aria-controls': `page-${name}`,
      onclick: () => this.choose(name),
    }, label);
    const list = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Panel' },
      tab('changes', `Changes (${sheet.counts.total})`), tab('summary', 'Summary'), tab('facts', 'Alignment'));
    list.addEventListener('keydown', (event) => this.tabKey(event, [...list.children]));
    return list;
  }

  tabKey(event, tabs) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const place = tabs.findIndex((tab) => tab.dataset.tab === this.tab);
    const next = tabs[(place + step + tabs.length) % tabs.length];
    this.choose(next.dataset.tab);
    next.focus();
  }

  choose(name) {
    this.tab = name;
    for (const tab of this.panel.querySelectorAll('[role=tab]')) {
      const isChosen = tab.dataset.tab === name;
      tab.setAttribute('aria-selected', isChosen);
      tab.tabIndex = isChosen ? 0 : -1;
      byId(`page-${tab.dataset.tab}`).hidden = !isChosen;
    }
  }

  pages(sheet) {
    const page = (name, ...children) => el('div', {
      class: 'page', role: 'tabpanel', id: `page-${name}`, 'aria-labelledby': `tab-${name}`, tabindex: '0',
    }, ...children);
    this.list = el('div', { class: 'list' });
    this.fillList();
    return [page('changes', this.list), page('summary', ...this.summary(sheet)), page('facts', this.facts(sheet))];
  }

  // --- the list ------------------------------------------------------------------------------------

  fillList() {
    const drawing = this.ordered((change) => !APART.includes(change.category));
    const marks = this.ordered((change) => change.category === 'revision_mark');
    const titleBlock = this.ordered((change) => change.category === 'title_block');
    const children = [];
    if (!this.sheet.changes.length) children.push(el('p', { class: 'empty' }, this.nothing()));
    if (drawing.length > 1) children.push(this.orderChoice());
    if (drawing.length) children.push(el('ol', { class: 'changes' }, ...drawing.map((change) => this.row(change))));
    const clouds = this.sheet.revision_clouds;
    if (marks.length + clouds.length) {
      children.push(this.apart(`Revision marks (${marks.length}), clouds (${clouds.length})`, marks,
        el('ul', { class: 'clouds' }, ...clouds.map((cloud) => el('li', {}, ...this.linked(this.cloudWords(cloud)))))));
    }
    if (titleBlock.length) children.push(this.apart(`Title block (${titleBlock.length})`, titleBlock));
    children.push(...this.muted());
    this.list.replaceChildren(...children);
    this.inOrder = [...drawing, ...marks, ...titleBlock].map((change) => change.id);
  }

  apart(label, changes, ...more) {
    const list = el('ol', { class: 'changes' }, ...changes.map((change) => this.row(change)));
    return el('details', { class: 'apart' }, el('summary', {}, label), list, ...more);
  }

  /** Return what a cloud is and holds: "r1 · upper left · new · delta 2: BULLETIN 1 · holds c2". */
  cloudWords(cloud) {
    const { id, origin, mark, revision, change_ids: held, is_around_nothing: empty } = cloud;
    const delta = mark && `delta ${mark}${revision ? `: ${revision}` : ''}`;
    const holds = empty ? 'no change was found inside: look there' : held.length && `holds ${held.join(', ')}`;
    const own = origin !== 'earlier' && this.sheet.changes.find((change) => change.category === 'revision_mark' && isInside(cloud.box_px, change.box_px));
    const parts = [id, placeWords(cloud.box_px, overlaySize(this.sheet.overlay)), ORIGIN_WORDS[origin], delta, holds, own && `shown as ${own.id}`];
    return parts.filter(Boolean).join(' · ');
  }

  /** Return what is left out of the list: how much ink, in how many places, and why. */
  muted() {
    const { ledger } = this.sheet;
    if (!ledger?.muted.length) return [];
    const share = (ink_px) => (ink_px === 0 ? 'no ink' : ink_px < 0.01 * ledger.total_px ? 'under 1 %' : percent(ink_px / ledger.total_px));
    const all = ledger.muted.reduce((sum, { ink_px }) => sum + ink_px, 0);
    const rows = ledger.muted.flatMap(({ reason, ink_px, place_count }) => [
      el('dt', {}, share(ink_px)), el('dd', {}, `${MUTE_WORDS[reason] ?? reason}, ${plural(place_count, 'place')}`),
    ]);
    return [el('details', { class: 'apart', id: 'muted' },
      el('summary', {}, `Muted ink (${share(all)} of what differs)`), el('dl', { class: 'facts' }, ...rows))];
  }

  ordered(fits) {
    const chosen = this.sheet.changes.filter(fits);
    return this.order === 'ink' ? chosen.sort((first, second) => second.ink_px - first.ink_px) : chosen;
  }

  nothing() {
    const { kind, alignment, overlay } = this.sheet;
    if (!overlay) return 'There is nothing to show.';
    if (kind !== 'matched') return `The whole sheet was ${kind}.`;
    if (alignment?.grade === 'not_comparable') {
      return 'The sheets could not be laid on one another, so there is no change list. Old is on the left, new on the right.';
    }
    return 'No changes found.';
  }

  orderChoice() {
    const options = Object.entries(ORDERS).map(([value, label]) => el('option', { value, selected: value === this.order }, label));
    const select = el('select', { id: 'order', 'aria-label': 'Order of the changes' }, ...options);
    select.addEventListener('change', () => {
      this.order = select.value;
      this.fillList();
      this.mark(this.current);
      byId('order').focus();
    });
    return el('div', { class: 'order' }, el('span', { class: 'kinds' }, ...this.kindCounts()), select);
  }

  kindCounts() {
    const { counts } = this.sheet;
    const shown = Object.keys(KIND_SIGNS).filter((kind) => counts[kind]);
    return shown.map((kind) => el('span', {}, `${KIND_SIGNS[kind]} ${counts[kind]} ${kind}`));
  }

  row(change) {
    const place = placeWords(change.box_px, overlaySize(this.sheet.overlay));
    const row = el('button', { type: 'button', class: 'change', 'data-change': change.id, onclick: () => this.onSelect(change.id) },
      el('span', { class: `sign ${change.kind}`, 'aria-hidden': 'true' }, KIND_SIGNS[change.kind]),
      el('span', { class: 'what' },
        el('span', { class: 'meta' }, el('b', {}, change.id), ` ${CATEGORY_WORDS[change.category] ?? change.category} ${change.kind} · ${place}${cellWords(change)}`,
          this.cloudBadge(change), change.source === 'machine' ? null : badge(`${change.source} by a person`, '')),
        el('span', { class: 'texts' }, ...this.texts(change))));
    this.rows.set(change.id, row);
    return el('li', {}, row);
  }

  cloudBadge({ is_clouded: clouded }) {
    if (clouded === null) return null;
    return clouded ? badge('☁ clouded', '') : badge('no cloud', 'warn');
  }

  texts(change) {
    const [before, after] = [change.old_text, change.new_text].map(asLine);
    if (change.label) return [el('bdi', {}, change.label), before || after ? ': ' : '', before && el('del', {}, before), after && el('ins', {}, after)];
    if (change.kind === 'moved') {
      const text = after ?? before;
      const words = movedWords(change);
      return text ? [el('bdi', {}, text), words && ` ${words}`] : [words];
    }
    return [before && el('del', {}, before), before && after && ' → ', after && el('ins', {}, after)];
  }

  /** Mark a row as the selected one and bring it into sight. */
  mark(id) {
    this.current = id;
    for (const [rowId, row] of this.rows) row.setAttribute('aria-current', rowId === id ? 'true' : 'false');
    const row = this.rows.get(id);
    if (!row) return;
    const apart = row.closest('details');
    if (apart) apart.open = true;
    reveal(byId('page-changes'), row);
  }

  /** Return the id `step` places after the selected one. */
  neighbour(step) {
    const place = this.inOrder.indexOf(this.current);
    if (place < 0) return step > 0 ? this.inOrder[0] : this.inOrder.at(-1);
    return this.inOrder[place + step];
  }

  // --- words ---------------------------------------------------------------------------------------

  summary(sheet) {
    const { summary } = sheet;
    if (!summary) {
      return [el('p', { class: 'empty' }, sheet.summary_error?.message ?? 'There is no summary of this sheet.')];
    }
    const parts = [el('p', { class: 'summary' }, ...this.linked(summary.summary_text))];
    if (summary.changes_found.length) {
      parts.push(el('h3', {}, 'Findings'), el('ol', { class: 'findings' }, ...summary.changes_found.map((found) => this.finding(found))));
    }
    if (summary.recommendations.length) {
      parts.push(el('h3', {}, 'Recommendations'),
        el('ol', { class: 'advice' }, ...summary.recommendations.map((text) => el('li', {}, ...this.linked(text)))));
    }
    parts.push(el('p', { class: 'source' }, `Written (${summary.model_version}) from the change list ${summary.source === 'human_corrected' ? 'as people corrected it' : 'as it was found'}. ${writtenByRules(summary)}`));
    return parts;
  }

  finding(found) {
    const [shown, rest] = [found.change_ids.slice(0, 12), found.change_ids.slice(12)];
    const tone = { high: 'bad', medium: 'warn', low: '' }[found.severity];
    return el('li', {},
      el('span', { class: 'badges' }, badge(found.severity, tone), badge(found.trade, ''), badge(found.location, '')),
      el('p', {}, found.description),
      el('span', { class: 'ids' }, ...shown.map((id) => this.link(id)), rest.length ? `and ${rest.length} more` : ''));
  }

  link(id) {
    return el('button', { type: 'button', class: 'id', 'aria-label': `Show change ${id}`, onclick: () => this.onSelect(id) }, id);
  }

  /** Return the text with the ids of known changes as buttons. */
  linked(text) {
    return text.split(/\b(c\d+)\b/).map((part, place) => (place % 2 && this.known.has(part) ? this.link(part) : part));
  }

  facts(sheet) {
    const { match, alignment, overlay } = sheet;
    const rows = [
      ['Old sheet', this.sheetWords(sheet.old_page, sheet.old_sheet)],
      ['New sheet', this.sheetWords(sheet.new_page, sheet.new_sheet)],
      ['Matched by', `${match.method}, confidence ${percent(match.confidence)}`],
    ];
    if (alignment) rows.push(...this.alignmentRows(alignment));
    if (overlay) rows.push(['Overlay', `${overlay.width_px} × ${overlay.height_px} px at ${Math.round(overlay.dpi)} dpi`]);
    rows.push(['Compared in', duration(sheet.timings_s.compare)]);
    return el('dl', { class: 'facts' }, ...rows.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
  }

  sheetWords(page, sheet) {
    if (page === null) return 'none';
    const damaged = sheet?.is_damaged ? ', damaged: drawn in part' : '';
    const read = sheet?.number ? `, number ${sheet.number} read with ${percent(sheet.confidence)} confidence` : ', no number read';
    return `page ${page}${read}${damaged}`;
  }

  alignmentRows(alignment) {
    const [a, b, tx, c, d, ty] = alignment.transform;
    const turn = (Math.atan2(c, a) * 180) / Math.PI;
    return [
      ['Grade', badge(...gradeBadge(alignment.grade))],
      ['Aligned by', `${methodWords(alignment.method)} (${alignment.method})`],
      ['Residual', residualWords(alignment.residual_px)],
      ['Confidence', percent(alignment.confidence)],
      ['Ink explained', percent(alignment.explained)],
      ['Old to new', `scale ${Math.sqrt(Math.abs(a * d - b * c)).toFixed(4)}, turned ${turn.toFixed(2)}°, `
        + `shifted ${(tx / 72).toFixed(2)}, ${(ty / 72).toFixed(2)} in`],
    ];
  }
}

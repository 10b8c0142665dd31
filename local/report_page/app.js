// The page: reads the session and ties sheets, drawing and panel together.

import { obey, ZOOM_STEP } from '../../web/viewer/keys.js';
import { LayerSource } from '../../web/viewer/layer_source.js';
import { SAFE_COLOURS } from '../../web/viewer/palette.js';
import { ALL_MODES, Viewer } from '../../web/viewer/viewer.js';
import { ChangePanel } from './changes.js';
import { recolouring } from './colour_matrix.js';
import { badge, byId, bytesOf, dollars, duration, el, imageText, percent, plural, writtenByRules } from './dom.js';
import { isFailed, Sheets } from './sheets.js';

const session = JSON.parse(byId('session').textContent);
const byComparison = new Map(session.comparisons.map((sheet) => [sheet.id, sheet]));
const STATUS_BADGES = {
  completed: ['✓ completed', 'good'],
  completed_with_failures: ['! completed with failures', 'warn'],
  failed: ['✕ failed', 'bad'],
  cancelled: ['cancelled', 'warn'],
};

const MOST_GLIDE_SCALE = 1.5; // of the view, which has half the pixels of the overlay
const LAYERS = { common: 'common', old: 'removed', new: 'added' };
const viewer = new Viewer(byId('stage'), {
  onViewChange: (scale) => { byId('zoom-level').textContent = percent(scale); },
  onSelect: (id) => selectChange(id),
  onModeChange: (mode) => {
    for (const button of document.querySelectorAll('[data-show]')) {
      button.setAttribute('aria-pressed', button.dataset.show === mode);
    }
  },
});
const panel = new ChangePanel((id) => selectChange(id));
const sheets = new Sheets(session.comparisons, (id) => selectSheet(id));
let current = null;

// --- the header --------------------------------------------------------------------------------------

function fillHeader() {
  const { session: facts } = session;
  document.title = `${facts.old.file_name} → ${facts.new.file_name} · BuildTrace`;
  byId('old-name').textContent = facts.old.file_name;
  byId('new-name').textContent = facts.new.file_name;
  const [label, tone] = STATUS_BADGES[facts.status] ?? [facts.status.replaceAll('_', ' '), ''];
  byId('status').textContent = label;
  byId('status').className = `badge ${tone}`;
  const failed = session.comparisons.filter(isFailed).length + session.failed_pages.length;
  const totals = [
    ['matched', facts.matched], ['added', facts.added], [facts.new_set_is_partial ? 'not issued' : 'removed', facts.removed], ['failed', failed],
    ['changes', session.comparisons.reduce((sum, sheet) => sum + sheet.counts.total, 0)],
    ['time', duration(session.timings_s.total)],
    ...(facts.language_model ? [['language model', dollars(facts.language_model.cost_usd_micros)]] : []),
  ];
  byId('totals').append(...totals.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, String(value)))));
}

function notices() {
  const { session: facts, failed_pages: pages } = session;
  const sets = ['old', 'new'].flatMap((which) => [
    ...(facts[which].error ? [`${which} set: ${facts[which].error.message}`] : []),
    ...facts[which].warnings.map((warning) => `${which} set: ${warning}`),
  ]);
  const failed = pages.map((page) => `${page.set} set, page ${page.page} of ${page.file_name}: ${page.message}`);
  return [
    ['Sets', [...(facts.error ? [facts.error.message] : []), ...sets]], ['Failed pages', failed],
    ['Summarised by rules', toldByRules()],
  ];
}

/** Return why the rules wrote what the language model was asked for, each reason once. */
function toldByRules() {
  const names = new Map();
  const summaries = session.comparisons.map((sheet) => [sheet.drawing_name, sheet.summary]);
  for (const [name, summary] of [...summaries, ['the set', session.set_summary]]) {
    const why = summary?.language_model?.fallback;
    if (why) names.set(why, [...(names.get(why) ?? []), name]);
  }
  return [...names].map(([why, those]) => `${those.join(', ')}: ${why}`);
}

function fillNotices() {
  const groups = notices().filter(([, lines]) => lines.length);
  const count = groups.reduce((sum, [, lines]) => sum + lines.length, 0);
  const [button, box] = [byId('notices-button'), byId('notices')];
  button.hidden = count === 0;
  button.textContent = `! ${plural(count, 'notice')}`;
  for (const [title, lines] of groups) {
    box.append(el('h2', {}, title), el('ul', {}, ...lines.map((line) => el('li', {}, line))));
  }
  button.addEventListener('click', () => openNotices(box.hidden));
  if (session.session.status === 'failed') openNotices(true);
}

function openNotices(isOpen) {
  byId('notices').hidden = !isOpen;
  byId('notices-button').setAttribute('aria-expanded', isOpen);
}

// --- the summary of the set --------------------------------------------------------------------------

function fillSet() {
  const { set_summary: summary } = session;
  const [button, box] = [byId('set-button'), byId('set')];
  button.hidden = !summary;
  if (!summary) return;
  const lists = [['What matters most', summary.points], ['To check by eye', summary.to_check]];
  box.append(el('p', { class: 'summary' }, summary.summary_text),
    el('dl', { class: 'disciplines' }, ...summary.disciplines.flatMap((one) => [
      el('dt', {}, `${one.name} (${plural(one.change_count, 'change')})`), el('dd', {}, one.text),
    ])),
    ...lists.filter(([, points]) => points.length).flatMap(([title, points]) => [
      el('h2', {}, title), el('ol', {}, ...points.map(setPoint)),
    ]),
    el('p', { class: 'source' }, `Written (${summary.model_version}). ${writtenByRules(summary)}`));
  button.addEventListener('click', () => openSet(box.hidden));
}

function setPoint(point) {
  const tone = { high: 'bad', medium: 'warn', low: '' }[point.severity];
  const isOne = point.sheets.length === 1;
  const links = point.sheets.map((name, place) => {
    const change = point.change_ids[isOne ? 0 : place];
    return el('button', { type: 'button', class: 'id', onclick: () => goTo(point.comparison_ids[place], change) }, name);
  });
  return el('li', {}, badge(point.severity, tone), ...links, el('span', {}, ` ${point.text}`));
}

function goTo(comparisonId, changeId) {
  openSet(false);
  selectSheet(comparisonId);
  if (changeId) selectChange(changeId);
}

function openSet(isOpen) {
  byId('set').hidden = !isOpen;
  byId('set-button').setAttribute('aria-expanded', isOpen);
}

// --- a sheet, a change -------------------------------------------------------------------------------

function selectSheet(id) {
  const sheet = byComparison.get(id);
  current = sheet;
  sheets.mark(id);
  panel.show(sheet);
  const name = [sheet.drawing_name, sheet.title].filter(Boolean).join('  ');
  byId('sheet-name').textContent = name;
  byId('stage').setAttribute('aria-label', `Overlay of ${name}. Shift and arrow keys move it, plus and minus zoom.`);
  viewer.canvas.setAttribute('aria-label', `Overlay of ${name}`);
  showView(sheet);
  remember();
}

function showView(sheet) {
  const text = imageText('view', sheet.id);
  const link = byId('full-size');
  link.hidden = !sheet.overlay;
  const isComparable = sheet.alignment?.grade !== 'not_comparable';
  byId('layers').classList.toggle('off', !text || !isComparable);
  byId('modes').hidden = sheet.kind !== 'matched';
  if (!text) {
    showMessage(sheet.error?.message ?? 'There is no image of this sheet.');
    return;
  }
  byId('message').hidden = true;
  link.href = encodeURI(sheet.overlay.path);
  const { width_px: width, height_px: height, view_scale: scale } = sheet.overlay;
  const size = { width: width * scale, height: height * scale };
  current.source = new LayerSource(bytesOf(text), size, () => {
    if (current === sheet) showMessage('The image of this sheet cannot be shown. Open it at full size.');
  });
  const box = (change) => change.box_px.map((value) => value * scale);
  viewer.show({
    source: current.source, modes: sheet.kind === 'matched' && isComparable ? ALL_MODES : ['overlay'],
    regions: sheet.changes.map((change) => ({ id: change.id, kind: change.kind, box: box(change) })),
    preview: new Blob([bytesOf(imageText('thumbnail', sheet.id))]), most_glide_scale: MOST_GLIDE_SCALE,
  });
}

function showMessage(text) {
  viewer.clear();
  byId('message').textContent = text;
  byId('message').hidden = !text;
}

function selectChange(id) {
  if (!viewer.regions.some((region) => region.id === id)) return;
  if (panel.tab === 'facts') panel.choose('changes');
  panel.mark(id);
  viewer.select(id);
  remember(id);
}

/** Keep the place in the address, so that it can be reloaded or sent to somebody. */
function remember(changeId) {
  history.replaceState(null, '', `#${current.id}${changeId ? `/${changeId}` : ''}`);
}

function recall() {
  const [id, changeId] = location.hash.slice(1).split('/');
  const first = session.comparisons[0];
  if (!first) {
    showMessage(session.session.error?.message ?? 'No sheet was compared.');
    return;
  }
  selectSheet(byComparison.has(id) ? id : first.id);
  if (changeId) selectChange(changeId);
}

// --- layers ------------------------------------------------------------------------------------------

function readLayers() {
  const opacities = Object.entries(LAYERS).map(([name, layer]) =>
    [layer, byId(`${name}-on`).checked ? Number(byId(`${name}-opacity`).value) / 100 : 0]);
  viewer.setLook(Object.fromEntries(opacities));
  viewer.showRegions(byId('boxes-on').checked);
}

function changeColours() {
  const isOther = byId('colours').value === 'orange-blue';
  document.documentElement.classList.toggle('orange-blue', isOther);
  if (isOther && current?.source) {
    const own = [current.source.ownColour('removed'), current.source.ownColour('added')];
    const white = [255, 255, 255];
    const matrix = recolouring([...own, white], [SAFE_COLOURS.removed, SAFE_COLOURS.added, white]);
    byId('blue-orange-matrix').setAttribute('values', matrix.flat().join(' '));
  }
  viewer.setLook({ colours: isOther ? 'colour_blind_safe' : 'red_green' });
}

// --- controls ----------------------------------------------------------------------------------------

const KEYS = {
  j: () => sheets.move(1), k: () => sheets.move(-1), ArrowDown: () => sheets.move(1), ArrowUp: () => sheets.move(-1),
  n: () => stepChange(1), p: () => stepChange(-1),
  '/': () => byId('search').focus(), '?': () => byId('help').showModal(),
};

function stepChange(step) {
  const id = panel.inOrder && panel.neighbour(step);
  if (id) selectChange(id);
}

function isTyping(event) {
  const { target } = event;
  if (target.matches('input[type=search], select')) return true;
  const ownsArrows = target.matches('input[type=range], [role=tab], [role=tabpanel]');
  return ownsArrows && event.key.startsWith('Arrow');
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId('help').open) return;
  if (isTyping(event) || !byId('keys-on').checked) return;
  const action = !event.shiftKey || event.key.length === 1 ? KEYS[event.key] : null;
  if (action) event.preventDefault();
  if (action) action();
  else obey(viewer, event);
}

function listen() {
  const click = (id, action) => byId(id).addEventListener('click', action);
  click('previous-sheet', KEYS.k);
  click('next-sheet', KEYS.j);
  click('zoom-in', () => viewer.zoomBy(ZOOM_STEP));
  click('zoom-out', () => viewer.zoomBy(1 / ZOOM_STEP));
  click('zoom-fit', () => viewer.fit());
  click('zoom-full', () => viewer.zoomTo(1));
  click('help-button', KEYS['?']);
  for (const name of Object.keys(LAYERS)) {
    byId(`${name}-on`).addEventListener('change', readLayers);
    byId(`${name}-opacity`).addEventListener('input', readLayers);
  }
  byId('boxes-on').addEventListener('change', readLayers);
  byId('colours').addEventListener('change', changeColours);
  for (const button of document.querySelectorAll('[data-show]')) {
    button.addEventListener('click', () => viewer.setMode(button.dataset.show));
  }
  document.addEventListener('keydown', onKey);
}

fillHeader();
fillNotices();
fillSet();
listen();
readLayers();
recall();

// The page: reads the session and ties sheets, drawing and panel together.

const session = JSON.parse(byId('session').textContent);
const byComparison = new Map(session.comparisons.map((sheet) => [sheet.id, sheet]));
const STATUS_BADGES = {
  completed: ['✓ completed', 'good'],
  completed_with_failures: ['! completed with failures', 'warn'],
  failed: ['✕ failed', 'bad'],
  cancelled: ['cancelled', 'warn'],
};

const viewer = new Viewer({
  onZoom: (scale) => { byId('zoom-level').textContent = percent(scale); },
  onPick: (id) => selectChange(id),
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
  byId('canvas').setAttribute('aria-label', `Overlay of ${name}`);
  showView(sheet);
  remember();
}

function showView(sheet) {
  const text = imageText('view', sheet.id);
  const link = byId('full-size');
  link.hidden = !sheet.overlay;
  byId('layers').classList.toggle('off', !text || sheet.alignment?.grade === 'not_comparable');
  if (!text) {
    viewer.showMessage(sheet.error?.message ?? 'There is no image of this sheet.');
    return;
  }
  link.href = encodeURI(sheet.overlay.path);
  const { width_px: width, height_px: height, view_scale: scale } = sheet.overlay;
  current.png = bytesOf(text);
  viewer.show({
    png: current.png, preview: bytesOf(imageText('thumbnail', sheet.id)),
    width: width * scale, height: height * scale, colours: colours(),
  }).catch(() => {
    if (current === sheet) viewer.showMessage('The image of this sheet cannot be shown. Open it at full size.');
  });
  viewer.boxes = sheet.changes.map((change) => ({ id: change.id, box: change.box_px.map((value) => value * scale) }));
}

function selectChange(id) {
  const entry = viewer.boxes.find((box) => box.id === id);
  if (!entry) return;
  if (panel.tab === 'facts') panel.choose('changes');
  panel.mark(id);
  viewer.goTo(entry);
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
    viewer.showMessage(session.session.error?.message ?? 'No sheet was compared.');
    return;
  }
  selectSheet(byComparison.has(id) ? id : first.id);
  if (changeId) selectChange(changeId);
}

// --- layers ------------------------------------------------------------------------------------------

function colours() {
  return byId('colours').value === 'orange-blue' ? ORANGE_BLUE : {};
}

function readLayers() {
  for (const name of LAYERS) {
    viewer.layers[name].on = byId(`${name}-on`).checked;
    viewer.layers[name].opacity = Number(byId(`${name}-opacity`).value) / 100;
  }
  viewer.boxesOn = byId('boxes-on').checked;
  const [old, now] = [viewer.layers.old.on, viewer.layers.new.on];
  const shown = { old: old && !now, both: old && now, new: now && !old };
  for (const button of document.querySelectorAll('[data-show]')) {
    button.setAttribute('aria-pressed', shown[button.dataset.show]);
  }
  viewer.redraw();
}

function showOnly(which) {
  byId('old-on').checked = which !== 'new';
  byId('new-on').checked = which !== 'old';
  readLayers();
}

function changeColours() {
  const isOther = byId('colours').value === 'orange-blue';
  document.documentElement.classList.toggle('orange-blue', isOther);
  if (isOther && current?.png) {
    const own = ['old', 'new'].map((name) => paletteColour(current.png, name));
    const white = [255, 255, 255];
    const matrix = recolouring([...own, white], [ORANGE_BLUE.old, ORANGE_BLUE.new, white]);
    byId('blue-orange-matrix').setAttribute('values', matrix.flat().join(' '));
  }
  if (current?.png) viewer.paint(current.png, colours());
}

// --- controls ----------------------------------------------------------------------------------------

const PAN_PX = 80;
const isPan = { ArrowUp: [0, PAN_PX], ArrowDown: [0, -PAN_PX], ArrowLeft: [PAN_PX, 0], ArrowRight: [-PAN_PX, 0] };
const KEYS = {
  j: () => sheets.move(1), k: () => sheets.move(-1), ArrowDown: () => sheets.move(1), ArrowUp: () => sheets.move(-1),
  n: () => stepChange(1), p: () => stepChange(-1),
  '+': () => viewer.zoomBy(ZOOM_STEP), '=': () => viewer.zoomBy(ZOOM_STEP), '-': () => viewer.zoomBy(1 / ZOOM_STEP),
  0: () => viewer.fit(), 1: () => viewer.zoomBy(1 / viewer.view.scale),
  b: () => showOnly(byId('old-on').checked ? 'new' : 'old'),
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
  const pan = event.shiftKey && isPan[event.key];
  const action = pan ? () => viewer.panBy(...pan) : KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

function listen() {
  const click = (id, action) => byId(id).addEventListener('click', action);
  click('previous-sheet', KEYS.k);
  click('next-sheet', KEYS.j);
  click('zoom-in', KEYS['+']);
  click('zoom-out', KEYS['-']);
  click('zoom-fit', KEYS[0]);
  click('zoom-full', KEYS[1]);
  click('help-button', KEYS['?']);
  for (const name of LAYERS) {
    byId(`${name}-on`).addEventListener('change', readLayers);
    byId(`${name}-opacity`).addEventListener('input', readLayers);
  }
  byId('boxes-on').addEventListener('change', readLayers);
  byId('colours').addEventListener('change', changeColours);
  for (const button of document.querySelectorAll('[data-show]')) {
    button.addEventListener('click', () => showOnly(button.dataset.show));
  }
  document.addEventListener('keydown', onKey);
}

fillHeader();
fillNotices();
fillSet();
listen();
readLayers();
recall();

// What a tap will do, shown before the server has said so. The server's ledger decides; this only
// bridges the moment, or the time without a connection.

const zoneOf = (shown, id, names) => {
  const zones = shown.session.zones;
  let found = zones.find((zone) => zone.zone === id);
  if (!found) {
    found = { zone: id, name: names[id] ?? "Place not recorded", expected: 0, in: 0, out: 0,
      still_in: 0, excess: 0, retained: 0, incident: 0, concealed: false, look: [] };
    zones.push(found);
  }
  return found;
};

const needleOf = (shown, key) => shown.session.needles.find((one) => one.key === key);

function leave(shown, zone, n) {
  zone.still_in -= n;
  if (zone.still_in > 0) return;
  for (const one of shown.session.needles) {
    if (one.zone === zone.zone && one.status === "in") Object.assign(one, { status: "out", counted_out: true });
  }
}

function out(shown, one, zone) {
  if (one.status === "in") { one.status = "out"; zone.out += 1; leave(shown, zone, 1); }
  else if (one.status === "retained") { one.status = "out"; zone.out += 1; zone.retained -= 1; }
}

function back(shown, event, names) {
  const { kind, body } = event;
  const one = needleOf(shown, body.needle);
  const zone = one ? zoneOf(shown, one.zone, names) : null;
  if (kind === "in" && one?.status === "in") { one.status = "planned"; zone.in -= 1; zone.still_in -= 1; }
  if (kind === "elsewhere" && one?.status === "in") {
    shown.session.needles = shown.session.needles.filter((other) => other !== one);
    zone.in -= 1; zone.still_in -= 1;
  }
  if (kind === "out" && one?.status === "out") { one.status = "in"; zone.out -= 1; zone.still_in += 1; }
  if (kind === "skip" && one?.status === "skipped") one.status = "planned";
  if (kind === "discard" && one?.status === "discarded") one.status = "planned";
  if (kind === "hurt" && one) one.hurt = false;
  if (kind === "pack") shown.session.packs = shown.session.packs.filter((pack) => pack.event !== event.id);
  if (kind === "adverse") shown.session.adverse = shown.session.adverse.filter((row) => row.event !== event.id);
}

const ACTS = {
  phase: (shown, body) => { shown.session.phase = body.to; },
  check: (shown, body) => { shown.session.checks[body.question] = body.answer; },
  in: (shown, body, names) => {
    const one = needleOf(shown, body.needle);
    if (!one || one.status === "in" || one.status === "retained") return;
    const zone = zoneOf(shown, one.zone, names);
    one.status = "in"; zone.in += 1; zone.still_in += 1;
  },
  elsewhere: (shown, body, names) => {
    const zone = zoneOf(shown, body.zone, names);
    zone.in += 1; zone.still_in += 1;
    shown.session.needles.push({ key: body.needle, label: body.label, side: body.side, zone: body.zone,
      status: "in", planned: false, x: body.x ?? null, y: body.y ?? null, hurt: false, discarded: 0 });
    const instead = needleOf(shown, body.instead_of);
    if (instead?.status === "planned") instead.status = "skipped";
  },
  hurt: (shown, body) => { const one = needleOf(shown, body.needle); if (one) one.hurt = true; },
  discard: (shown, body) => {
    const one = needleOf(shown, body.needle);
    if (one) { one.discarded += 1; if (one.status === "planned") one.status = "discarded"; }
  },
  skip: (shown, body) => {
    const one = needleOf(shown, body.needle);
    if (one && ["planned", "discarded"].includes(one.status)) one.status = "skipped";
  },
  out: (shown, body, names) => {
    const one = needleOf(shown, body.needle);
    if (one) out(shown, one, zoneOf(shown, one.zone, names));
  },
  out_zone: (shown, body, names) => {
    const zone = zoneOf(shown, body.zone, names);
    const n = Math.min(body.count, zone.still_in);
    zone.out += body.count; zone.excess += body.count - n;
    leave(shown, zone, n);
  },
  reconcile: (shown, body, names) => {
    const zone = zoneOf(shown, body.zone, names);
    const due = zone.in - zone.retained - zone.incident;
    zone.out = body.count; zone.excess = Math.max(0, body.count - due);
    zone.still_in = Math.max(0, due - body.count);
    leave(shown, zone, 0);
    const emergency = shown.session.emergency;
    if (emergency) emergency.zones = emergency.zones.filter((id) => id !== body.zone);
  },
  retain: (shown, body, names) => {
    const one = needleOf(shown, body.needle);
    if (one?.status !== "in") return;
    const zone = zoneOf(shown, one.zone, names);
    one.status = "retained"; zone.retained += 1; zone.still_in -= 1;
  },
  found: (shown, body, names) => {
    if (body.needle) ACTS.out(shown, body, names);
    else ACTS.out_zone(shown, { zone: body.zone, count: 1 }, names);
  },
  incident: (shown, body, names) => {
    const one = needleOf(shown, body.needle);
    const zone = zoneOf(shown, one ? one.zone : body.zone, names);
    const n = Math.min(body.count ?? 1, zone.still_in);
    if (one?.status === "in") one.status = "incident";
    zone.incident += n; leave(shown, zone, n);
  },
  search: (shown, body) => { if (!shown.session.searched.includes(body.item)) shown.session.searched.push(body.item); },
  emergency: (shown, body) => {
    const zones = shown.session.zones.filter((zone) => zone.still_in > 0).map((zone) => zone.zone);
    shown.session.emergency ??= { at: null, reason: body.reason ?? "", zones };
  },
  pack: (shown, body, names, event) => { shown.session.packs.push({ event: event.id, ...body }); },
  adverse: (shown, body, names, event) => { shown.session.adverse.push({ event: event.id, ...body }); },
  adjunct: (shown, body, names, event) => { shown.session.adjuncts.push({ event: event.id, at: event.made_at, ...body }); },
  felt: (shown, body) => { shown.session.felt.push(body); },
  aftercare: (shown, body) => { shown.session.aftercare.push(body); },
};

/** The server's state with the taps that are still on their way. */
export function ahead(state, waiting, names) {
  const shown = structuredClone(state);
  for (const event of waiting) {
    if (event.kind === "undo") {
      const target = shown.recent.find((one) => one.id === event.body.event);
      if (target) back(shown, target, names);
      shown.recent = shown.recent.filter((one) => one !== target);
    } else {
      ACTS[event.kind]?.(shown, event.body, names, event);
      shown.recent.push({ id: event.id, kind: event.kind, body: event.body, made_at: event.made_at });
    }
  }
  const upcoming = shown.session.needles.find((one) => one.planned && ["planned", "discarded"].includes(one.status));
  shown.session.next = upcoming?.key ?? null;
  const total = (field) => shown.session.zones.reduce((sum, zone) => sum + zone[field], 0);
  for (const field of ["in", "out", "still_in", "retained", "incident"]) shown.session.counts[field] = total(field);
  return shown;
}

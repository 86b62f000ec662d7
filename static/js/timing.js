// Sharing whole seconds among shots: the twin of projects/rules/lengths/arithmetic.py and of its gestures. Integers only.
// A timing is { lengths, locks, total, hold, limits: { least, most, leastTotal, mostTotal, totals, mostShots } }.

const sum = (values) => values.reduce((all, value) => all + value, 0);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const free = (locks) => [...locks.keys()].filter((shot) => !locks[shot]);
const put = (lengths, places, values) => {
  const out = [...lengths];
  places.forEach((place, each) => (out[place] = values[each]));
  return out;
};

// Whoever would fall under the least is pinned there; the seconds left over go one each to the largest remainders.
const pinnedLow = (weights, total, least) => {
  const shares = weights.map(() => least);
  let [live, left, whole] = [[...weights.keys()], total, sum(weights)];
  const low = (each) => weights[each] * left < least * whole;
  while (live.some(low)) {
    const kept = live.filter((each) => !low(each));
    left -= least * (live.length - kept.length);
    live = kept;
    whole = sum(live.map((each) => weights[each]));
  }
  live.forEach((each) => (shares[each] = Math.floor((weights[each] * left) / whole)));
  const spare = left - sum(live.map((each) => shares[each]));
  const rest = (each) => (weights[each] * left) % whole;
  live.sort((a, b) => rest(b) - rest(a) || weights[b] - weights[a] || a - b);
  live.slice(0, spare).forEach((each) => shares[each]++);
  return shares;
};

export const apportion = (weights, total, least = 1, most = Infinity) => {
  if (!weights.length) return total === 0 ? [] : null;
  if (total < least * weights.length) return null;
  const heavy = weights.map((weight) => Math.max(weight, 0));
  const shares = pinnedLow(heavy.some(Boolean) ? heavy : heavy.map(() => 1), total, least);
  const caps = weights.map((weight) => Math.max(most, weight));
  const under = [...weights.keys()].filter((each) => shares[each] <= caps[each]);
  if (under.length === weights.length || sum(caps) < total) return shares;
  const left = total - sum(caps.filter((_, each) => !under.includes(each)));
  const shared = apportion(under.map((each) => weights[each]), left, least, most);
  return shared && put(caps, under, shared);
};

export const fit = (lengths, locks, total, least = 1, most = Infinity) => {
  const open = free(locks);
  const rest = total - sum(lengths.filter((_, shot) => locks[shot]));
  const shares = apportion(open.map((shot) => lengths[shot]), rest, least, most);
  return shares && put(lengths, open, shares);
};

export const limits = (lengths, locks, shot, total, least = 1, most = Infinity) => {
  const others = [...lengths.keys()].filter((each) => each !== shot);
  const room = total - sum(others.filter((each) => locks[each]).map((each) => lengths[each]));
  const open = others.filter((each) => !locks[each]);
  if (!open.length) return [room, room];
  const high = room - least * open.length;
  const rest = room - sum(open.map((each) => Math.max(most, lengths[each])));
  const capped = [Math.max(least, rest), Math.min(high, Math.max(most, lengths[shot]))];
  return capped[0] <= capped[1] ? capped : [least, high];
};

export const setShot = (lengths, locks, shot, value, total, least = 1, most = Infinity) => {
  const [low, high] = limits(lengths, locks, shot, total, least, most);
  if (high < low) return null;
  const held = locks.map((locked, each) => locked || each === shot);
  return fit(put(lengths, [shot], [clamp(value, low, high)]), held, total, least, most);
};

export const roll = (lengths, locks, cut, delta, least = 1, most = Infinity) => {
  const open = free(locks);
  const left = open.filter((shot) => shot <= cut).reverse();
  const right = open.filter((shot) => shot > cut);
  const [growing, giving] = delta > 0 ? [left, right] : [right, left];
  if (!growing.length || !giving.length || !delta) return [[...lengths], 0];
  const rolled = [...lengths];
  const wanted = Math.min(Math.abs(delta), Math.max(0, most - lengths[growing[0]]));
  let took = 0;
  for (const shot of giving) {
    const gift = Math.max(0, Math.min(rolled[shot] - least, wanted - took));
    rolled[shot] -= gift;
    took += gift;
  }
  rolled[growing[0]] += took;
  return [rolled, delta > 0 ? took : took && -took];
};

export const even = (lengths, locks, total, least = 1, most = Infinity) =>
  fit(lengths.map((length, shot) => (locks[shot] ? length : 1)), locks, total, least, most);

const offered = ({ totals, leastTotal, mostTotal }) =>
  totals?.length ? totals : [...Array(mostTotal - leastTotal + 1).keys()].map((each) => leastTotal + each);
const nearest = (choices, wish) => [...choices].sort((a, b) => Math.abs(a - wish) - Math.abs(b - wish) || b - a)[0];

export const nearestTotal = (rules, total) => nearest(offered(rules), total);

const settled = (timing, lengths, total = timing.total) => lengths && { ...timing, lengths, total };

const scaled = (timing, share, total = timing.total) =>
  settled(timing, share(timing.lengths, timing.locks, total, timing.limits.least, timing.limits.most), total);

const set = (timing, { shot, value }) => {
  const { lengths, locks, hold, limits: rules } = timing;
  const { least, most } = rules;
  const was = lengths[shot];
  const wish = clamp(value, least, most);
  const total = hold ? timing.total : nearestTotal(rules, sum(lengths) - was + wish);
  const [low, high] = limits(lengths, locks, shot, total, least, most);
  if (locks[shot] || high < Math.max(low, least)) return null;
  const given = clamp(wish, low, high);
  if (given === was && wish !== was && locks.some(Boolean) && (wish > given || low === high)) return null;
  return settled(timing, setShot(lengths, locks, shot, given, total, least, most), total);
};

const ripple = (timing, { shot, value }) => {
  const { lengths, locks, limits: rules } = timing;
  if (locks[shot]) return null;
  const was = lengths[shot];
  const rest = sum(lengths) - was;
  const wish = clamp(value, rules.least, rules.most);
  const [low, high] = [wish < was ? rules.least : was, wish > was ? rules.most : was];
  const length = nearest(offered(rules).map((total) => total - rest).filter((each) => each >= low && each <= high), wish);
  return length === undefined ? { ...timing } : settled(timing, put(lengths, [shot], [length]), rest + length);
};

const retotal = (timing, { value }) => {
  const total = nearestTotal(timing.limits, value);
  return timing.lengths.length ? scaled(timing, fit, total) : { ...timing, total };
};

const hold = (timing, { on }) => {
  const all = sum(timing.lengths);
  return { ...timing, hold: on, total: !on && offered(timing.limits).includes(all) ? all : timing.total };
};

// Each gesture answers the next timing, or null where only the server can say why not.
const GESTURES = {
  roll: (timing, { cut, delta }) =>
    settled(timing, roll(timing.lengths, timing.locks, cut, delta, timing.limits.least, timing.limits.most)[0]),
  set,
  spread: set,
  ripple,
  retotal,
  hold,
  fit: (timing) => scaled(timing, fit),
  even: (timing) => scaled(timing, even),
  lock: (timing, { shot, locked }) => ({ ...timing, locks: put(timing.locks, [shot], [locked]) }),
};

export const apply = (timing, { op, ...wish }) => GESTURES[op]?.(timing, wish) ?? null;

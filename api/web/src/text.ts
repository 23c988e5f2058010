// Words for the reader: slices by code point, days, numbers, confidence.

/** `text[start:end]` in code points, as the API counts; JavaScript's own slices count UTF-16 units. */
export function slices(text: string, ...bounds: number[]): string[] {
  const parts: string[] = [];
  let unit = 0;
  let point = 0;
  for (const bound of bounds) {
    const from = unit;
    while (point < bound && unit < text.length) {
      unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
      point += 1;
    }
    parts.push(text.slice(from, unit));
  }
  parts.push(text.slice(unit));
  return parts;
}

const DAY = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const WEEKDAY = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** "6 December 2025, 21:14 (+01:00)": as the article has it, in its own offset. */
export function published(iso: string | null): string {
  const found = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)[\d:.]*(Z|[+-]\d\d:\d\d)?)?/.exec(iso ?? "");
  if (!found?.[1] || !isDay(found[1])) return iso ?? "no date";
  const day = DAY.format(new Date(`${found[1]}T00:00Z`));
  if (!found[2]) return day;
  const offset = !found[3] || /^(?:Z|[+-]00:00)$/.test(found[3]) ? "UTC" : found[3];
  return `${day}, ${found[2]} (${offset})`;
}

/** Whether these are a year, a month and a day of the calendar, as the API reads them. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.slice(0, 10) === text;
}

/** "Saturday, 6 December 2025", or both ends of an interval. */
export function interval(first: string | null, last: string | null): string {
  const shown = (day: string) => (isDay(day) ? WEEKDAY.format(new Date(`${day}T00:00Z`)) : day);
  if (first === last && first) return shown(first);
  if (first && last) return `${shown(first)} to ${shown(last)}`;
  return first ? `from ${shown(first)}` : last ? `until ${shown(last)}` : "";
}

const NUMBER = new Intl.NumberFormat("en-GB");

/** "1,204 articles". */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${NUMBER.format(count)} ${count === 1 ? one : several}`;
}

/** "753 kB". */
export function bytes(count: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let size = count;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${NUMBER.format(size < 10 && unit ? Math.round(size * 10) / 10 : Math.round(size))} ${units[unit]}`;
}

/** The estimated probability that an answer is right, in words. */
export function likelihood(confidence: number): string {
  if (confidence >= 0.9) return "Very likely right";
  if (confidence >= 0.7) return "Likely right";
  if (confidence >= 0.5) return "More likely right than wrong";
  return "Uncertain: check the quotes";
}

/** "46%". */
export function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

/** The first words of a text, for an article without a title. */
export function firstWords(text: string): string {
  const words = text.slice(0, 240).split(/\s+/).filter(Boolean).join(" ");
  return words.length <= 60 ? words : `${words.slice(0, 60).replace(/\s\S*$/, "")} …`;
}

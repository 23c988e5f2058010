// The questions asked before, in this browser alone: the questions, not the answers, which would
// keep words of articles that have been deleted since.

import type { Filters } from "./api";
import { isDay, published } from "./text";

const NAME = "dateline.questions";
const MOST = 50;

export interface Earlier {
  question: string;
  asked_on: string;
  filters: Filters;
}

export function earlier(): Earlier[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isEarlier) : [];
  } catch {
    return []; // not written by this page, or the browser lets it keep nothing
  }
}

function isEarlier(one: unknown): one is Earlier {
  const { question, asked_on, filters } = (one ?? {}) as Partial<Earlier>;
  return typeof question === "string" && (asked_on === "" || isDay(asked_on ?? "")) && isFilters(filters);
}

function isFilters(one: unknown): one is Filters {
  if (typeof one !== "object" || one === null) return false;
  const { sources, published_from, published_to } = one as Filters;
  const days = [published_from, published_to].filter((day) => day !== undefined);
  return (
    days.every((day) => typeof day === "string" && isDay(day)) &&
    (sources === undefined || (Array.isArray(sources) && sources.every((name) => typeof name === "string")))
  );
}

/** "Harbour Courier, from 1 December 2025": which articles are asked. */
export function narrowed({ sources, published_from, published_to }: Filters): string {
  return [
    sources?.join(", "),
    published_from && `from ${published(published_from)}`,
    published_to && `until ${published(published_to)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

export function remember(asked: Earlier): void {
  const same = JSON.stringify(asked);
  const others = earlier().filter((one) => JSON.stringify(one) !== same);
  try {
    localStorage.setItem(NAME, JSON.stringify([asked, ...others].slice(0, MOST)));
  } catch {
    // Full, or the browser lets it keep nothing: asking goes on without.
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // Then nothing was kept either.
  }
}

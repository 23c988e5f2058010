// The questions asked before, in this browser alone: the questions, not the answers, which would
// keep words of articles that have been deleted since.

import { isDay } from "./text";

const NAME = "dateline.questions";
const MOST = 50;

export interface Earlier {
  question: string;
  asked_on: string;
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
  const { question, asked_on } = (one ?? {}) as Partial<Earlier>;
  return typeof question === "string" && (asked_on === "" || isDay(asked_on ?? ""));
}

export function remember(asked: Earlier): void {
  const others = earlier().filter((e) => e.question !== asked.question || e.asked_on !== asked.asked_on);
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

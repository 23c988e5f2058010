// Where the reader is: a path and a query, so that every view and every quote has a link.
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Filters } from "./api";
import { isDay } from "./text";

/** A quote in an article, and how to open it. */
export interface Spot {
  id: string;
  version: string | null;
  start: number | null;
  end: number | null;
}

/** Goes to another view; `replace` leaves no way back to this one. */
export type Goer = (to: string, replace?: boolean) => void;
export const Go = createContext<Goer>(() => undefined);

/** The current address, and a way to another view of the page. */
export function usePlace(): [URL, Goer] {
  const [place, setPlace] = useState(() => new URL(location.href));
  useEffect(() => {
    const moved = () => setPlace(new URL(location.href));
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);
  const go: Goer = (to, replace = false) => {
    if (replace) history.replaceState(null, "", to);
    else history.pushState(null, "", to);
    setPlace(new URL(location.href));
  };
  return [place, go];
}

/** Props of a link to a view of the page; with a modifier key the browser opens it elsewhere. */
export function useLink(): (to: string) => { href: string; onClick: (event: MouseEvent) => void } {
  const go = useContext(Go);
  return (to) => ({
    href: to,
    onClick(event) {
      if (plain(event)) {
        event.preventDefault();
        go(to);
      }
    },
  });
}

/** Whether a click asks for nothing but to follow the link here. */
export function plain(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

/** The page's address of an article, at a quote where there is one. */
export function addressOf({ id, version, start, end }: Spot): string {
  const query = new URLSearchParams({ id });
  if (version) query.set("version", version);
  if (start !== null && end !== null) {
    query.set("start", String(start));
    query.set("end", String(end));
  }
  return `/article?${query}`;
}

/** What an address of an article points to, or null. */
export function spotAt(place: URL): Spot | null {
  const { pathname, searchParams: query } = place;
  const id = query.get("id");
  if (pathname !== "/article" || !id) return null;
  const number = (name: string) => {
    const value = query.get(name) ?? "";
    return /^\d{1,12}$/.test(value) ? Number(value) : null;
  };
  return { id, version: query.get("version"), start: number("start"), end: number("end") };
}

/** The filters in an address, as `withFilters` writes them. */
export function filtersIn({ searchParams: query }: URL): Filters {
  const [from, to] = [query.get("published_from") ?? "", query.get("published_to") ?? ""];
  const sources = query.getAll("source").filter(Boolean);
  return {
    ...(sources.length > 0 && { sources }),
    ...(isDay(from) && { published_from: from }),
    ...(isDay(to) && { published_to: to }),
  };
}

/** Adds filters to an address. */
export function withFilters(
  query: URLSearchParams,
  { sources, published_from, published_to }: Filters,
): void {
  for (const source of sources ?? []) query.append("source", source);
  if (published_from) query.set("published_from", published_from);
  if (published_to) query.set("published_to", published_to);
}

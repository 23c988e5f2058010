// The turns of a conversation, and the work on the one that is asked.
import { useRef, useState } from "preact/hooks";
import { ask, Failure, type Answer, type Ask, type Filters, type ReadingEvent, type Said } from "./api";
import { remember } from "./history";

export interface Options {
  asked_on: string;
  filters: Filters;
  prose: boolean;
}

export interface Turn {
  number: number;
  question: string;
  options: Options;
  day: string; // of asking, for a link that means the same later
  state: "searching" | "reading" | "answered" | "stopped" | "failed";
  reading: ReadingEvent | null;
  sentences: string[];
  answer: Answer | null;
  failure: Failure | null;
}

export interface Conversation {
  turns: Turn[];
  busy: boolean;
  ask(question: string, options: Options): void;
  again(turn: Turn): void;
  stop(): void;
  clear(): void;
}

export function useConversation(onAnswer: (turn: Turn) => void): Conversation {
  const [turns, setTurns] = useState<Turn[]>([]);
  const running = useRef<AbortController | null>(null);
  const numbers = useRef(0);

  const change = (number: number, changed: Partial<Turn>) =>
    setTurns((all) => all.map((turn) => (turn.number === number ? { ...turn, ...changed } : turn)));

  async function work(turn: Turn, before: Turn[]) {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const sentences: string[] = [];
    try {
      await ask(
        asked(turn, before),
        {
          reading: (reading) => change(turn.number, { state: "reading", reading }),
          sentence: ({ text }) => change(turn.number, { sentences: [...(sentences.push(text), sentences)] }),
          answer: (answer) => {
            const changed: Partial<Turn> = { state: "answered", answer };
            change(turn.number, changed);
            onAnswer({ ...turn, ...changed });
          },
        },
        controller.signal,
      );
    } catch (error) {
      if (controller.signal.aborted) change(turn.number, { state: "stopped" });
      else if (error instanceof Failure) change(turn.number, { state: "failed", failure: error });
      else {
        change(turn.number, {
          state: "failed",
          failure: new Failure(0, "This page has a fault; its console says which."),
        });
        throw error;
      }
    } finally {
      if (running.current === controller) running.current = null;
    }
  }

  function begin(question: string, options: Options) {
    numbers.current += 1;
    const turn: Turn = {
      number: numbers.current,
      question,
      options,
      day: options.asked_on || new Date().toISOString().slice(0, 10),
      state: "searching",
      reading: null,
      sentences: [],
      answer: null,
      failure: null,
    };
    remember({ question, asked_on: options.asked_on, filters: options.filters });
    setTurns([...turns, turn]);
    void work(turn, turns);
  }

  function again(turn: Turn) {
    const fresh: Turn = {
      ...turn,
      state: "searching",
      reading: null,
      sentences: [],
      answer: null,
      failure: null,
    };
    setTurns((all) => all.map((one) => (one.number === turn.number ? fresh : one)));
    void work(
      fresh,
      turns.filter((one) => one.number < turn.number),
    );
  }

  return {
    turns,
    busy: turns.some((turn) => turn.state === "searching" || turn.state === "reading"),
    ask: begin,
    again,
    stop: () => running.current?.abort(),
    clear() {
      running.current?.abort();
      setTurns([]);
    },
  };
}

function asked(turn: Turn, before: Turn[]): Ask {
  const history: Said[] = before.flatMap((earlier) => {
    const user: Said = { role: "user", content: earlier.question };
    return earlier.answer?.answer ? [user, { role: "assistant", content: earlier.answer.answer }] : [user];
  });
  const { asked_on, filters, prose } = turn.options;
  return { question: turn.question, history, asked_on, filters, mode: prose ? "auto" : "extract" };
}

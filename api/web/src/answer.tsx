// An answer in each of its forms: words, a list, values that disagree, or none.
import type { Answer } from "./api";
import { Card, Markers, type Opener } from "./citation";
import { useLink } from "./place";
import { interval, likelihood, percent, published } from "./text";

interface Shown {
  answer: Answer;
  open: Opener;
}

export function AnswerView({ answer, open }: Shown) {
  return (
    <div class="answer">
      {answer.answer === null ? (
        <Refusal answer={answer} />
      ) : answer.parts.length > 0 ? (
        <Parts answer={answer} open={open} />
      ) : (
        <Told answer={answer} open={open} />
      )}
      <Days answer={answer} />
      {answer.generation?.note && <p class="note">{answer.generation.note}</p>}
      <Confidence answer={answer} />
      {answer.citations.length > 0 && (
        <div class="cards">
          {answer.answer === null && <h3>Nearest excerpts</h3>}
          {answer.citations.map((citation) => (
            <Card key={citation.id} citation={citation} open={open} />
          ))}
        </div>
      )}
    </div>
  );
}

/** The answer to each of several questions in one. */
function Parts({ answer, open }: Shown) {
  return answer.parts.map((part, at) => (
    <section key={at} class="part">
      <h3 dir="auto">{part.question}</h3>
      {part.answer === null ? (
        <p class="note">The articles don’t say.</p>
      ) : (
        <Told answer={{ ...answer, ...part }} open={open} />
      )}
    </section>
  ));
}

function Told({ answer, open }: Shown) {
  return (
    <>
      <Words answer={answer} open={open} />
      <Superseded answer={answer} open={open} />
      <OtherDates answer={answer} open={open} />
    </>
  );
}

function Words({ answer, open }: Shown) {
  const conflicts = answer.alternatives.filter((other) => other.relation === "conflict");
  if (conflicts.length > 0) return <Conflict answer={answer} open={open} />;
  if (answer.kind === "list") {
    return (
      <ul class="items">
        {answer.items.map((item, at) => (
          <li key={at}>
            <span dir="auto">{item.text}</span>
            <Markers ids={item.citation_ids} answer={answer} open={open} />
          </li>
        ))}
      </ul>
    );
  }
  if (answer.kind === "generated") {
    return (
      <>
        <p class="prose">
          {answer.items.map((item, at) => (
            <span key={at}>
              {at > 0 && " "}
              {item.text}
              <Markers ids={item.citation_ids} answer={answer} open={open} />
            </span>
          ))}
        </p>
        <p class="note">
          Written by {answer.generation?.model}; each sentence was checked against its quotes.
        </p>
      </>
    );
  }
  const ids = answer.items.flatMap((item) => item.citation_ids);
  return (
    <p class="words">
      <span dir="auto">{answer.answer}</span>
      <Markers ids={ids} answer={answer} open={open} />
    </p>
  );
}

/** Who says what, side by side. */
function Conflict({ answer, open }: Shown) {
  const sides = [
    ...answer.items.map((item) => ({ text: item.text, ids: item.citation_ids })),
    ...answer.alternatives
      .filter((other) => other.relation === "conflict")
      .map((other) => ({ text: other.answer, ids: other.citation_ids })),
  ];
  return (
    <>
      <h3>Sources disagree</h3>
      <dl class="sides">
        {sides.map((side, at) => {
          const cited = answer.citations.find((citation) => side.ids.includes(citation.id));
          return (
            <div key={at}>
              <dt dir="auto">{cited?.source ?? cited?.title ?? "Another source"}</dt>
              <dd>
                <span class="value" dir="auto">
                  {side.text}
                </span>
                <Markers ids={side.ids} answer={answer} open={open} />
                {cited?.attribution && (
                  <span class="quiet" dir="auto">
                    {" "}
                    {cited.attribution.speaker}
                  </span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}

/** How the value changed: the oldest first, the answer last. */
function Superseded({ answer, open }: Shown) {
  const older = answer.alternatives.filter((other) => other.relation === "superseded");
  if (older.length === 0 || answer.answer === null) return null;
  const dayOf = (ids: number[]) => answer.citations.find((c) => ids.includes(c.id))?.published ?? null;
  const current = answer.items.flatMap((item) => item.citation_ids);
  const steps = [
    ...older
      .map((other) => ({ text: other.answer, ids: other.citation_ids, now: false }))
      .sort((a, b) => (dayOf(a.ids) ?? "").localeCompare(dayOf(b.ids) ?? "")),
    { text: answer.answer, ids: current, now: true },
  ];
  return (
    <div role="group" aria-label="How it changed">
      <h3>How it changed</h3>
      <ol class="timeline">
        {steps.map((step, at) => (
          <li key={at} class={step.now ? "now" : ""}>
            <span class="quiet">{published(dayOf(step.ids))}: </span>
            <span dir="auto">{step.now ? <strong>{step.text}</strong> : step.text}</span>
            <Markers ids={step.ids} answer={answer} open={open} />
            {step.now ? "" : <span class="quiet"> superseded</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What holds for another year, where the question names none. */
function OtherDates({ answer, open }: Shown) {
  const others = answer.alternatives.filter((other) => other.relation === "other_date");
  return others.map((other, at) => (
    <p key={at} class="note">
      {other.date && interval(other.date.first, other.date.last)}: <span dir="auto">{other.answer}</span>
      <Markers ids={other.citation_ids} answer={answer} open={open} />
    </p>
  ));
}

function Days({ answer }: { answer: Answer }) {
  if (answer.dates.length === 0) return null;
  return (
    <p class="quiet">
      {answer.dates.map((day, at) => (
        <span key={at}>
          {at > 0 && "; "}
          <q dir="auto">{day.expression}</q> is understood as {interval(day.first, day.last)}
        </span>
      ))}
    </p>
  );
}

function Confidence({ answer }: { answer: Answer }) {
  if (answer.answer === null) {
    if (answer.confidence === 0) return null;
    return (
      <details class="confidence">
        <summary>How sure</summary>
        <p>
          The best answer found would have been right with an estimated probability of{" "}
          {percent(answer.confidence)}: too little to show it.
        </p>
      </details>
    );
  }
  return (
    <details class="confidence">
      <summary>{likelihood(answer.confidence)}</summary>
      <p>
        {percent(answer.confidence)}: the estimated probability that this is the right answer. The quotes are
        exact in any case.
      </p>
    </details>
  );
}

function Refusal({ answer }: { answer: Answer }) {
  const link = useLink();
  return (
    <div class="refusal">
      <h3>The articles don’t say</h3>
      {answer.reason === "no_articles" ? (
        <p>
          There are no articles yet. <a {...link("/articles")}>Add some</a>, then ask again.
        </p>
      ) : answer.reason === "no_article_for_date" ? (
        <p>No article speaks of that date.</p>
      ) : (
        <p>
          Nothing that was read answers this.
          {answer.citations.length > 0 && " What comes nearest stands below; it is no answer."}
        </p>
      )}
    </div>
  );
}

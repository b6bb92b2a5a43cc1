import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface CardProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly tone?: 'attention' | 'good';
}

/** One subject of the page, under its heading. */
export function Card({ title, children, tone }: CardProps) {
  const heading = useId();
  return (
    <section class={`card ${tone ?? ''}`} aria-labelledby={heading}>
      <h2 id={heading} class="clamp" title={title}>
        <bdi>{title}</bdi>
      </h2>
      {children}
    </section>
  );
}

/** Names and values, one line each. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt class="soft">{name}</dt>
          <dd class="wrap">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

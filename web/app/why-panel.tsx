import type { FilterResult } from '../../src/filters/filter.js';
import { FILTERS } from '../../src/filters/index.js';
import { displaySymbol } from '../../src/market/symbol.js';
import type { ScoreLine } from '../../src/scoring/component.js';
import { NEUTRAL_SCORE100, SCORE_LEGEND, toPoints100, toScore100 } from '../../src/scoring/score-scale.js';
import type { MetricName } from '../../src/indicators/metrics.js';
import type { MarketDetail } from '../engine/protocol.js';
import { shownRole } from '../model/level-role.js';
import type { ShownRole } from '../model/level-role.js';
import * as store from './store.js';
import { figureText, fixedText, priceText, shortTime, signedText, spokenName } from './text.js';

/** Why the chosen market is in or out at this moment. */
export function WhyPanel() {
  const [detail, symbol] = [store.detail.value, store.selectedSymbol.value];
  if (symbol === null) return <p class="empty">Choose a market to see why it is in or out.</p>;
  if (detail === null || detail.market.symbol !== symbol)
    return (
      <p class="empty">
        Looking into <bdi>{displaySymbol(symbol)}</bdi> …
      </p>
    );
  return (
    <div class={`why ${detail.index === store.position.value ? '' : 'stale'}`}>
      <Verdict detail={detail} />
      <div class="why-columns">
        <Filters filters={detail.market.filters} />
        <div>
          <Waterfall detail={detail} />
          <Levels detail={detail} />
        </div>
      </div>
      <Provenance detail={detail} />
    </div>
  );
}

/** With the filter's name as in the table below. */
function spokenSentence(sentence: string, { filters }: MarketDetail['market']): string {
  const [word] = sentence.split(/[ :]/, 1);
  return filters.some(({ name }) => name === word)
    ? spokenName(word) + sentence.slice(word.length)
    : sentence;
}

function Verdict({ detail }: { readonly detail: MarketDetail }) {
  const { market, changesNeeded } = detail;
  if (market.passed) {
    return (
      <p class="verdict good">
        <b>Passes</b>, rank {market.rank}, score {fixedText(market.score100, 1)} of 100
      </p>
    );
  }
  return (
    <div class="verdict bad">
      <b>Does not pass.</b> What would have to change:
      <ul>
        {changesNeeded.map((sentence) => (
          <li key={sentence}>{spokenSentence(sentence, market)}</li>
        ))}
      </ul>
    </div>
  );
}

function Filters({ filters }: { readonly filters: readonly FilterResult[] }) {
  return (
    <table class="facts">
      <caption>Filters</caption>
      <thead>
        <tr>
          <th scope="col">Filter</th>
          <th scope="col">Value</th>
          <th scope="col">Limit</th>
          <th scope="col">Margin</th>
        </tr>
      </thead>
      <tbody>
        {filters.map((filter) => (
          <tr key={filter.name} title={filter.reason}>
            <th scope="row">
              <Mark passed={filter.passed} /> {spokenName(filter.name)}{' '}
              <span class="faint">{unitOf(filter.name)}</span>
            </th>
            <td>{figureText(filter.value)}</td>
            <td>{figureText(filter.threshold)}</td>
            <td class={filter.margin === null ? '' : filter.margin >= 0 ? 'up' : 'down'}>
              {filter.margin === null
                ? '–'
                : `${filter.margin >= 0 ? '+' : '−'}${figureText(Math.abs(filter.margin))}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function unitOf(filterName: string): string {
  return FILTERS.find(({ name }) => name === filterName)?.unit ?? '';
}

function Mark({ passed }: { readonly passed: boolean | null }) {
  if (passed === null) return <span class="mark faint">no data</span>;
  return passed ? (
    <span class="mark up">
      ✓<span class="visually-hidden"> passed</span>
    </span>
  ) : (
    <span class="mark down">
      ✗<span class="visually-hidden"> failed</span>
    </span>
  );
}

/** Points of each component in sequence, from 50 up or down to the score. */
function Waterfall({ detail }: { readonly detail: MarketDetail }) {
  const { components, score, missing } = detail.market;
  if (score === null) return <p class="muted">No score: there is no data for one.</p>;
  const starts = startsOf(components);
  const ends = components.map(({ points }, at) => starts[at] + points);
  const low = Math.min(0, score, ...starts, ...ends);
  const span = Math.max(0, score, ...starts, ...ends) - low || 1;
  const bar = (from: number, to: number) => ({
    left: `${((Math.min(from, to) - low) / span) * 100}%`,
    width: `${Math.max(0.6, (Math.abs(to - from) / span) * 100)}%`,
  });
  return (
    <table class="facts waterfall">
      <caption title={SCORE_LEGEND}>Score: {NEUTRAL_SCORE100} and points</caption>
      <tbody>
        {components.map(({ name, points, weight, raw }, at) => (
          <tr key={name} title={`raw ${figureText(raw)}, weight ${figureText(weight)}`}>
            <th scope="row">{spokenName(name)}</th>
            <td class="bar-cell">
              <i class={points >= 0 ? 'gain' : 'loss'} style={bar(starts[at], ends[at])} />
            </td>
            <td>{signedText(toPoints100(points), 1)}</td>
          </tr>
        ))}
        <tr class="total">
          <th scope="row">Score</th>
          <td class="bar-cell">
            <i class="sum" style={bar(0, score)} />
          </td>
          <td>{fixedText(toScore100(score), 1)}</td>
        </tr>
      </tbody>
      {missing.length > 0 && (
        <tfoot>
          <tr>
            <td colSpan={3} class="muted">
              No data for {missing.map(spokenName).join(', ')}
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function startsOf(components: readonly ScoreLine[]): number[] {
  let sum = 0;
  return components.map(({ points }) => {
    const start = sum;
    sum += points;
    return start;
  });
}

const ROLE_CLASSES: Readonly<Record<ShownRole, string>> = {
  support: 'up',
  resistance: 'down',
  flipped: 'pin',
  'crossed support': 'muted',
  'crossed resistance': 'muted',
};

function Levels({ detail }: { readonly detail: MarketDetail }) {
  const { levels, info } = detail;
  if (levels.length === 0) return null;
  return (
    <table class="facts">
      <caption>Levels</caption>
      <thead>
        <tr>
          <th scope="col">Price</th>
          <th scope="col">Role</th>
          <th scope="col">ATRs</th>
          <th scope="col">Hits</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody>
        {[...levels]
          .sort((a, b) => b.price - a.price)
          .map((level) => (
            <tr key={level.price}>
              <td>{priceText(level.price, info?.tickSize)}</td>
              <td class={`role ${ROLE_CLASSES[shownRole(level)]}`}>{shownRole(level)}</td>
              <td>{signedText(level.distanceAtr, 1)}</td>
              <td>{level.touches.length}</td>
              <td>{shortTime(level.knownAtMs)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function Provenance({ detail }: { readonly detail: MarketDetail }) {
  const { market, origins } = detail;
  const names = Object.keys(market.metrics) as MetricName[];
  return (
    <details class="provenance">
      <summary>Every number and its origin</summary>
      <table class="facts">
        <caption class="visually-hidden">Metrics</caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Value</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{figureText(market.metrics[name])}</td>
              <td class="muted origin">{origins[name] ?? market.missingReasons[name] ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

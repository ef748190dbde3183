import { useEffect, useRef } from 'preact/hooks';
import { SPEEDS } from '../model/playback.js';
import { compareWith, jump, play } from './actions.js';
import { drawDensity } from './density.js';
import { IconButton } from './icons.js';
import * as store from './store.js';
import { clockText, dateText } from './text.js';
import { theme } from './theme.js';

/** The position of the replay, and its controls. */
export function Transport() {
  return (
    <section class="transport" aria-label="Replay">
      <Controls />
      <Now />
      <Timeline />
      <Options />
    </section>
  );
}

function Controls() {
  const { isPlaying, position, momentCount } = store.playback.value;
  const [isFirst, isLast] = [position === 0, position === momentCount - 1];
  return (
    <div class="controls" role="group" aria-label="Playback">
      <IconButton
        icon="first"
        label="First moment"
        keys="Home"
        disabled={isFirst}
        onClick={() => play({ type: 'seek', position: 0 })}
      />
      <IconButton
        icon="eventBack"
        label="Previous event"
        keys="Shift+←"
        disabled={isFirst}
        onClick={() => jump(-1, null)}
      />
      <IconButton
        icon="stepBack"
        label="Step back"
        keys="←"
        disabled={isFirst}
        onClick={() => play({ type: 'step', by: -1 })}
      />
      <IconButton
        icon={isPlaying ? 'pause' : 'play'}
        label={isPlaying ? 'Pause' : 'Play'}
        keys="Space"
        class="primary"
        disabled={momentCount < 2}
        onClick={() => play({ type: 'toggle' })}
      />
      <IconButton
        icon="stepForward"
        label="Step forward"
        keys="→"
        disabled={isLast}
        onClick={() => play({ type: 'step', by: 1 })}
      />
      <IconButton
        icon="eventForward"
        label="Next event"
        keys="Shift+→"
        disabled={isLast}
        onClick={() => jump(1, null)}
      />
      <IconButton
        icon="last"
        label="Last moment"
        keys="End"
        disabled={isLast}
        onClick={() => play({ type: 'seek', position: momentCount - 1 })}
      />
    </div>
  );
}

function Now() {
  const moment = store.moments.value[store.position.value];
  const { momentCount, position } = store.playback.value;
  if (moment === undefined) return <div class="now" />;
  return (
    <div class="now">
      <time dateTime={new Date(moment.asOfMs).toISOString()}>
        <b>{clockText(moment.asOfMs)}</b> <span>{dateText(moment.asOfMs)} UTC</span>
      </time>
      <small>
        moment {position + 1} of {momentCount}
      </small>
    </div>
  );
}

function Timeline() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { position, momentCount } = store.playback.value;
  const computed = store.computedCount.value;
  const [compared, chosen, mode] = [store.comparedWith.value, store.selected.value, theme.value];
  const moment = store.moments.value[position];
  useEffect(() => {
    const drawn = canvas.current;
    if (drawn === null) return;
    const draw = (): void =>
      drawDensity(drawn, {
        events: store.events,
        snapshots: store.snapshots,
        momentCount,
        position,
        compared,
        chosen,
      });
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(drawn);
    return () => observer.disconnect();
  }, [position, momentCount, computed, compared, chosen, mode]);
  return (
    <div class="timeline">
      <canvas ref={canvas} aria-hidden="true" />
      <input
        type="range"
        aria-label="Moment"
        aria-valuetext={moment === undefined ? '' : `${clockText(moment.asOfMs)}, ${dateText(moment.asOfMs)}`}
        min={0}
        max={Math.max(0, momentCount - 1)}
        value={position}
        onInput={({ currentTarget }) => play({ type: 'seek', position: Number(currentTarget.value) })}
      />
    </div>
  );
}

function Options() {
  const { speed, isFollowing, momentCount, position } = store.playback.value;
  const done = store.computedCount.value + store.scanErrors.value.size;
  const compared = store.comparedWith.value;
  return (
    <div class="options">
      <label class="select">
        <span class="visually-hidden">Speed</span>
        <select
          value={speed}
          onChange={({ currentTarget }) => play({ type: 'speed', speed: Number(currentTarget.value) })}
        >
          {SPEEDS.map((value) => (
            <option value={value} key={value}>
              {value} / s
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="text-button"
        aria-pressed={compared !== null}
        title="Pin this moment and compare others with it (C)"
        onClick={() => compareWith(compared === null ? position : null)}
      >
        {compared === null ? 'Pin A' : 'Unpin A'}
      </button>
      {store.opened.value?.isLive === true && (
        <button
          type="button"
          class="text-button live"
          aria-pressed={isFollowing}
          onClick={() => play({ type: 'follow', isFollowing: !isFollowing })}
        >
          {!store.isConnected.value ? 'Reconnecting …' : isFollowing ? 'Following live' : 'Follow live'}
        </button>
      )}
      <small class="progress" title="Every moment is scanned again in the background">
        {done < momentCount ? `${done} / ${momentCount} scanned` : `${momentCount} scanned`}
      </small>
    </div>
  );
}

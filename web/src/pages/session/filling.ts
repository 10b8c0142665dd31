/**
 * Makes the cards of a long list: those near the window at once, the others when there is time.
 *
 * A thousand cards made together hold the page up for most of a second. In the end all are there,
 * for the browser's own search and for readers of the screen.
 */
import { flushSync } from 'react-dom'

const AT_A_TIME = 24
// Beyond the window, so that whoever scrolls does not see a card come.
const NEAR = '100% 0px'
// A page that is never idle fills too.
const LATEST_MS = 300

export class Filling {
  private readonly waiting = new Set<Element>()
  private readonly makers = new WeakMap<Element, () => void>()
  private readonly nearing = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.make(target)
    },
    { rootMargin: NEAR },
  )
  private isFilling = false

  /** Call back when the card of a place is to be made; returns what forgets the place. */
  add(place: Element, make: () => void): () => void {
    this.waiting.add(place)
    this.makers.set(place, make)
    this.nearing.observe(place)
    this.fillLater()
    return () => {
      this.forget(place)
      this.makers.delete(place)
    }
  }

  /** Make the card of a place before going on, also one that is only asked for: it is about to be used. */
  makeNow(place: Element): void {
    flushSync(() => this.make(place))
  }

  private make(place: Element): void {
    this.forget(place)
    this.makers.get(place)?.()
  }

  private forget(place: Element): void {
    this.waiting.delete(place)
    this.nearing.unobserve(place)
  }

  private fillLater(): void {
    if (this.isFilling || this.waiting.size === 0) return
    this.isFilling = true
    whenIdle(() => {
      this.isFilling = false
      for (const place of [...this.waiting].slice(0, AT_A_TIME)) this.make(place)
      this.fillLater()
    })
  }
}

function whenIdle(run: () => void): void {
  // Safari has no such call.
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: LATEST_MS })
  else setTimeout(run, LATEST_MS)
}

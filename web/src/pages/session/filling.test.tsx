import { render, screen } from '@testing-library/react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Filling } from './filling'

let made: string[]
let idle: (() => void)[]
let see: (places: Element[]) => void
let watched: Set<Element>

beforeEach(() => {
  ;[made, idle, watched] = [[], [], new Set()]
  vi.stubGlobal('requestIdleCallback', (run: () => void) => idle.push(run))
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(told: (entries: { isIntersecting: boolean; target: Element }[]) => void) {
        see = (places) => told(places.map((target) => ({ isIntersecting: true, target })))
      }
      observe = (place: Element) => void watched.add(place)
      unobserve = (place: Element) => void watched.delete(place)
    },
  )
})
afterEach(() => vi.unstubAllGlobals())

function places(filling: Filling, count: number): [Element[], (() => void)[]] {
  const all = Array.from({ length: count }, () => document.createElement('li'))
  return [all, all.map((place, i) => filling.add(place, () => made.push(`c${i}`)))]
}

/** Let the page be idle until it asks for no more. */
function rest(): number {
  let slices = 0
  for (let run = idle.shift(); run; run = idle.shift()) {
    run()
    slices += 1
  }
  return slices
}

test('all cards are made, a few at a time', () => {
  places(new Filling(), 30)
  expect(made).toEqual([])
  expect(rest()).toBe(2)
  expect(made).toHaveLength(30)
  expect(watched.size).toBe(0)
})

test('what comes into sight is made at once, and once', () => {
  const [all] = places(new Filling(), 30)
  see(all.slice(20, 22))
  expect(made).toEqual(['c20', 'c21'])
  rest()
  expect(made).toHaveLength(30)
})

test('a place that is gone is not made', () => {
  const [all, forget] = places(new Filling(), 3)
  forget[1]?.()
  see(all.slice(1, 2))
  rest()
  expect(made).toEqual(['c0', 'c2'])
})

test('what is about to be used is made before going on', () => {
  const filling = new Filling()
  const [[, second]] = places(filling, 2)
  if (second) filling.makeNow(second)
  expect(made).toEqual(['c1'])
})

test('what came into sight just now, and is not drawn yet, is made before going on too', () => {
  let isDrawn = false
  function Card({ filling }: { filling: Filling }) {
    const place = useRef<HTMLLIElement>(null)
    const [isMade, setMade] = useState(false)
    useEffect(() => (place.current ? filling.add(place.current, () => setMade(true)) : undefined), [filling])
    useLayoutEffect(() => {
      isDrawn = isMade
    }, [isMade])
    return <li ref={place} />
  }
  const filling = new Filling()
  render(<Card filling={filling} />)
  const place = screen.getByRole('listitem')
  see([place]) // React draws what is set here when it has time
  expect(isDrawn).toBe(false)
  filling.makeNow(place)
  expect(isDrawn).toBe(true)
})

test('places that come later are made too', () => {
  const filling = new Filling()
  places(filling, 2)
  rest()
  places(filling, 2)
  rest()
  expect(made).toHaveLength(4)
})

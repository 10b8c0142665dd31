import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { DrawingProblem } from './DrawingProblem'

afterEach(cleanup)

test('tiles that could not be had are asked for again', async () => {
  let tries = 0
  const tiles = { error: new Error('The file could not be read.'), retry: () => void (tries += 1) }
  render(<DrawingProblem isWithoutFrame={false} tiles={tiles} />)
  expect(screen.getByRole('alert').textContent).toContain('The file could not be read.')
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(tries).toBe(1)
})

test('a drawing that nothing says the place of is no empty drawing', () => {
  render(<DrawingProblem isWithoutFrame tiles={{ error: null, retry: () => undefined }} />)
  expect(screen.getByRole('alert').textContent).toContain('sizes of its sheets')
})

test('where all is well nothing is said', () => {
  render(<DrawingProblem isWithoutFrame={false} tiles={{ error: null, retry: () => undefined }} />)
  expect(screen.queryByRole('alert')).toBeNull()
})

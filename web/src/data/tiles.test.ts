// @vitest-environment node
import { afterEach, describe, expect, test, vi } from 'vitest'
import { BlockSource } from './tiles'

const BLOCK = 256 * 1024
const file = Uint8Array.from({ length: 2 * BLOCK + 100 }, (_, i) => (i * 7) % 251)

function served(statusOf: (url: string) => number = () => 206) {
  const ranges: string[] = []
  vi.stubGlobal('fetch', (url: string, { headers }: { headers: { Range: string } }) => {
    ranges.push(`${url} ${headers.Range}`)
    const [from = 0, to = 0] = headers.Range.slice('bytes='.length).split('-').map(Number)
    const status = statusOf(url)
    return Promise.resolve(new Response(status < 300 ? file.slice(from, to + 1) : null, { status }))
  })
  return ranges
}

const bytes = ({ data }: { data: ArrayBuffer }) => [...new Uint8Array(data)]

afterEach(() => vi.unstubAllGlobals())

describe('a file read in blocks', () => {
  test('neighbours come with one request', async () => {
    const ranges = served()
    const source = new BlockSource(() => Promise.resolve('/f'))
    const parts = await Promise.all([source.getBytes(0, 10), source.getBytes(500, 20), source.getBytes(9000, 5)])
    expect(ranges).toEqual([`/f bytes=0-${BLOCK - 1}`])
    expect(parts.map(bytes)).toEqual([[...file.slice(0, 10)], [...file.slice(500, 520)], [...file.slice(9000, 9005)]])
  })

  test('what lies in two blocks is put together', async () => {
    served()
    const source = new BlockSource(() => Promise.resolve('/f'))
    expect(bytes(await source.getBytes(BLOCK - 3, 6))).toEqual([...file.slice(BLOCK - 3, BLOCK + 3)])
  })

  test('a link that ran out is asked for anew, once', async () => {
    const ranges = served((url) => (url === '/old' ? 410 : 206))
    const asked: boolean[] = []
    const source = new BlockSource((isStale) => {
      asked.push(isStale)
      return Promise.resolve(isStale ? '/new' : '/old')
    })
    expect(bytes(await source.getBytes(0, 4))).toEqual([...file.slice(0, 4)])
    expect(asked).toEqual([false, true])
    await source.getBytes(BLOCK, 4)
    expect(ranges.at(-1)).toContain('/new')
  })

  test('a block that could not be had is asked for again', async () => {
    let status = 503
    served(() => status)
    const source = new BlockSource(() => Promise.resolve('/f'))
    await expect(source.getBytes(0, 4)).rejects.toThrow()
    status = 206
    expect(bytes(await source.getBytes(0, 4))).toEqual([...file.slice(0, 4)])
  })
})

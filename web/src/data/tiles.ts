/** The tiles of an overlay: one PMTiles file, read in blocks by HTTP ranges. */
import { inksOf } from '@viewer/palette.js'
import { TileSource } from '@viewer/tile_source.js'
import type { Colour, ColourName } from '@viewer/types.js'
import { PMTiles, type RangeResponse, type Source } from 'pmtiles'
import { errorOf, reached } from './errors'

/** Neighbouring tiles lie together in the file: a block holds ten to a hundred of them. */
const BLOCK_BYTES = 256 * 1024
const MOST_BLOCKS = 64 // 16 MiB; the overlay of a 36 × 48 in sheet takes 1 to 3

/** What the file says of itself (functions/diff/tiles.py). */
interface TileFacts {
  width_px: number
  height_px: number
  tile_px: number
  palettes: Record<ColourName, Colour[]>
}

interface TileOptions {
  /** Return a link to the file; `isStale`: the one before has run out. */
  link: (isStale: boolean) => Promise<string>
  /** Told when tiles cannot be had. */
  onProblem: (error: unknown) => void
}

/** Open the tiles of an overlay; only its directory is read. */
export async function openTiles({ link, onProblem }: TileOptions): Promise<TileSource> {
  const archive = new PMTiles(new BlockSource(link))
  const [header, facts] = await Promise.all([
    archive.getHeader(),
    archive.getMetadata() as Promise<TileFacts>,
  ])
  return new TileSource({
    grid: { ...facts, top: header.maxZoom },
    inks: inksOf(facts.palettes),
    read: async ({ z, x, y }) => {
      const tile = await archive.getZxy(z, x, y)
      return tile && new Uint8Array(tile.data)
    },
    onProblem,
  })
}

/** Reads a file in blocks and keeps the last of them. */
export class BlockSource implements Source {
  private readonly blocks = new Map<number, Promise<ArrayBuffer>>()
  private link: Promise<string> | null = null

  constructor(private readonly askLink: TileOptions['link']) {}

  getKey(): string {
    return 'overlay'
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    const [first, last] = [Math.floor(offset / BLOCK_BYTES), Math.floor((offset + length - 1) / BLOCK_BYTES)]
    const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i)
    const parts = await Promise.all(numbers.map((number) => this.block(number)))
    const start = offset - first * BLOCK_BYTES
    const only = parts.length === 1 ? parts[0] : undefined
    const whole = only ?? (await new Blob(parts).arrayBuffer())
    return { data: whole.slice(start, start + length) }
  }

  private block(number: number): Promise<ArrayBuffer> {
    const found = this.blocks.get(number)
    const block = found ?? this.read(number)
    this.blocks.delete(number)
    this.blocks.set(number, block)
    if (!found) {
      block.catch(() => this.blocks.delete(number))
      const [oldest] = this.blocks.keys()
      if (this.blocks.size > MOST_BLOCKS && oldest !== undefined) this.blocks.delete(oldest)
    }
    return block
  }

  private async read(number: number, isStale = false): Promise<ArrayBuffer> {
    this.link = isStale || !this.link ? this.askLink(isStale) : this.link
    const [from, to] = [number * BLOCK_BYTES, (number + 1) * BLOCK_BYTES - 1]
    const response = await reached(await this.link, { headers: { Range: `bytes=${from}-${to}` } })
    // A link is a permission for some minutes; a sheet is looked at for hours.
    if ([403, 404, 410].includes(response.status) && !isStale) return this.read(number, true)
    if (!response.ok) throw await errorOf(response)
    const data = await response.arrayBuffer()
    return response.status === 206 ? data : data.slice(from, to + 1)
  }
}

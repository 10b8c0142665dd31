/** Firestore's documents as the records they are, checked against the server's own schemas. */
import { Validator, type Schema } from '@cfworker/json-schema'
import document from './records.json'
import type { components } from './records'

type Records = components['schemas']
export type RecordName = 'Session' | 'Comparison' | 'DrawingVersion' | 'Shard'

/** A document is not such a record: it was written by another version than this page's. */
export class RecordError extends Error {
  override readonly name = 'RecordError'
}

const validators = new Map<RecordName, Validator>()

/**
 * The record that a document is.
 *
 * @throws RecordError it is none.
 */
export function parsed<N extends RecordName>(name: N, data: unknown): Records[N] {
  const value = plain(data)
  const { valid, errors } = validatorOf(name).validate(value)
  if (!valid) throw new RecordError(`${name}: ${errors.at(-1)?.error ?? 'is none'}`)
  return { ...defaultsOf(name), ...(value as Records[N]) }
}

function validatorOf(name: RecordName): Validator {
  const known = validators.get(name)
  if (known) return known
  const schema = { ...document, $ref: `#/components/schemas/${name}` } as unknown as Schema
  const made = new Validator(schema, '2020-12')
  validators.set(name, made)
  return made
}

/** What fields hold that a record of an earlier version lacks. */
function defaultsOf(name: RecordName): object {
  const fields: Record<string, object> = document.components.schemas[name].properties
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, schema]) =>
      'default' in schema ? [[field, schema.default]] : [],
    ),
  )
}

/** The value with times as the API writes them. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if ('toDate' in value && typeof value.toDate === 'function') {
    return (value as { toDate: () => Date }).toDate().toISOString()
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

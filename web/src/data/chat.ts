/** Questions about a session: asked, answered line by line, kept. */
import { queryOptions } from '@tanstack/react-query'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { api, fetchRaw, ok } from './api'
import { ApiError } from './errors'
import { keys } from './queries'
import type { components } from './openapi'

export type ChatMessage = components['schemas']['MessageAnswer']
export type Citation = components['schemas']['Citation']

export interface ChatLine {
  text: string
  citations: Citation[]
}

interface ChatEnd {
  conversation_id: string
  message: ChatMessage
}

export const conversationsQuery = (sessionId: string) =>
  queryOptions({
    queryKey: [...keys.session(sessionId), 'conversations'] as const,
    queryFn: async () =>
      (
        await ok(
          api().GET('/api/sessions/{session_id}/conversations', {
            params: { path: { session_id: sessionId } },
          }),
        )
      ).conversations,
  })

export const messagesQuery = (sessionId: string, conversationId: string) =>
  queryOptions({
    queryKey: [...keys.session(sessionId), 'conversations', conversationId] as const,
    queryFn: async () =>
      (
        await ok(
          api().GET('/api/sessions/{session_id}/conversations/{conversation_id}', {
            params: { path: { session_id: sessionId, conversation_id: conversationId } },
          }),
        )
      ).messages,
  })

/** Ask; each line is handed over as it comes, the whole is returned as it was kept. */
export async function ask(
  sessionId: string,
  question: string,
  conversationId: string | null,
  onLine: (line: ChatLine) => void,
  signal: AbortSignal,
): Promise<ChatEnd> {
  const response = await fetchRaw(`/api/sessions/${sessionId}/chat`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
    body: JSON.stringify({ question, conversation_id: conversationId }),
    signal,
  })
  const events = response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  for (;;) {
    const next = await events?.read()
    if (!next || next.done) throw cutOff()
    if (next.value.event === 'line') onLine(JSON.parse(next.value.data) as ChatLine)
    if (next.value.event === 'answer') return JSON.parse(next.value.data) as ChatEnd
  }
}

function cutOff(): ApiError {
  return new ApiError(0, 'cut_off', 'The answer was cut off. Ask again.')
}
